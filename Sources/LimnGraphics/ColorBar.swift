/// A colour bar: a colour scale with tick values and a label.
public struct ColorBar: Sendable, Hashable {
  /// The direction in which values increase.
  public enum Orientation: Sendable, Hashable {
    /// Values increase to the right.
    case horizontal
    /// Values increase upwards.
    case vertical
  }

  /// The values and their colours.
  public let scale: ColorScale
  /// What the values measure, including the unit.
  public let label: String
  /// Words at the two ends of a horizontal bar, such as "against" and "for".
  public let ends: Ends?
  /// The direction in which values increase.
  public let orientation: Orientation
  /// The style of all text.
  public let style: TextStyle

  /// The meaning of the lower and the upper end of a scale.
  public struct Ends: Sendable, Hashable {
    /// The word at the lower end.
    public let lower: String
    /// The word at the upper end.
    public let upper: String

    /// Creates the words for both ends.
    public init(lower: String, upper: String) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// Creates a colour bar; `ends` are drawn on horizontal bars only.
  ///
  /// - Parameters:
  ///   - scale: the values and their colours.
  ///   - label: what the values measure, including the unit.
  ///   - ends: words at the two ends.
  ///   - orientation: the direction in which values increase.
  ///   - style: the style of all text.
  public init(
    _ scale: ColorScale, label: String, ends: Ends? = nil,
    orientation: Orientation = .horizontal, style: TextStyle = TextStyle(size: 10)
  ) {
    self.scale = scale
    self.label = label
    self.ends = ends
    self.orientation = orientation
    self.style = style
  }

  /// The size across a bar of `length` points, in points: the height of a horizontal bar, the width
  /// of a vertical one, labels included.
  public func thickness(length: Double) -> Double {
    switch orientation {
    case .horizontal:
      let lines = Double(style.lines(of: label, width: length).count)
      return Self.barThickness + Self.gap + style.lineHeight * (1 + lines)
    case .vertical:
      let widest = ticks(length: length).labels.reduce(0) { max($0, style.width(of: $1)) }
      return Self.barThickness + 2 * Self.gap + widest + style.lineHeight
    }
  }

  /// Draws the bar, `length` points long, with `origin` as the top left corner of the bar; labels
  /// are below a horizontal bar and to the right of a vertical one.
  ///
  /// - Throws: ``GraphicsError``.
  public func draw(on canvas: Canvas, at origin: Point, length: Double) throws {
    switch orientation {
    case .horizontal: try drawHorizontally(on: canvas, at: origin, length: length)
    case .vertical: try drawVertically(on: canvas, at: origin, length: length)
    }
  }

  private static let barThickness = 13.0
  private static let gap = 4.0

  private func drawHorizontally(on canvas: Canvas, at origin: Point, length: Double) throws {
    let bar = Rect(origin: origin, size: Size(length, Self.barThickness))
    canvas.draw(
      Raster(width: Self.steps, height: 1, colors: try colors()), in: bar)
    canvas.stroke(bar, Stroke(.fadedInk, width: 0.6))
    drawEnds(on: canvas, in: bar)
    let ticks = ticks(length: length)
    for (value, tick) in zip(ticks.values, ticks.labels) {
      let x = bar.minX + fraction(of: value) * bar.width
      canvas.line(
        from: Point(x, bar.maxY), to: Point(x, bar.maxY + Self.gap - 1),
        Stroke(.fadedInk, width: 0.8))
      canvas.text(tick, at: Point(x, bar.maxY + Self.gap), style, anchor: .top)
    }
    canvas.lines(
      style.lines(of: label, width: length),
      at: Point(bar.midX, bar.maxY + Self.gap + style.lineHeight), style, horizontal: .center)
  }

  /// Draws the words at the two ends; a scale with a single value has no ends.
  private func drawEnds(on canvas: Canvas, in bar: Rect) {
    guard let ends, scale.range.lowerBound < scale.range.upperBound else { return }
    let small = TextStyle(size: 0.85 * style.size, color: .white)
    canvas.text(
      ends.lower, at: Point(bar.minX + Self.gap, bar.midY), small, anchor: .leading)
    canvas.text(
      ends.upper, at: Point(bar.maxX - Self.gap, bar.midY), small, anchor: .trailing)
  }

  private func drawVertically(on canvas: Canvas, at origin: Point, length: Double) throws {
    let bar = Rect(origin: origin, size: Size(Self.barThickness, length))
    canvas.draw(
      Raster(width: 1, height: Self.steps, colors: try colors().reversed()), in: bar)
    canvas.stroke(bar, Stroke(.fadedInk, width: 0.6))
    let ticks = ticks(length: length)
    for (value, tick) in zip(ticks.values, ticks.labels) {
      let y = bar.maxY - fraction(of: value) * bar.height
      canvas.line(
        from: Point(bar.maxX, y), to: Point(bar.maxX + Self.gap - 1, y),
        Stroke(.fadedInk, width: 0.8))
      canvas.text(tick, at: Point(bar.maxX + Self.gap, y), style, anchor: .leading)
    }
    canvas.text(
      style.truncated(label, width: length),
      at: Point(origin.x + thickness(length: length), bar.midY), style, anchor: .bottom,
      angle: -.pi / 2)
  }

  /// The number of colours in the bar: large enough that the steps are invisible, and odd, so that
  /// zero has a colour of its own in the middle.
  private static let steps = 255

  private func colors() throws -> [Color] {
    let (lower, upper) = (scale.range.lowerBound, scale.range.upperBound)
    return try (0..<Self.steps).map { step in
      let t = Double(step) / Double(Self.steps - 1)
      return try scale.color(of: min(upper, (1 - t) * lower + t * upper))
    }
  }

  /// The position of a value along the bar, from 0 to 1; that of a scale's only value is the
  /// middle.
  private func fraction(of value: Double) -> Double {
    let width = scale.range.upperBound - scale.range.lowerBound
    return width > 0 ? (value - scale.range.lowerBound) / width : 0.5
  }

  /// The largest number of ticks whose labels stay apart, at most five.
  private func ticks(length: Double) -> Ticks {
    let isVertical = orientation == .vertical
    return Ticks.most(
      5, apart: isVertical ? 0 : style.size, make: { Ticks.linear(scale.range, atMost: $0) },
      position: { fraction(of: $0) * length },
      extent: { isVertical ? style.lineHeight : style.width(of: $0) })
  }
}
