/// A plot's title, legend, axes and grid around the area for its data.
///
/// Everything is measured before it is placed: margins are as wide as the labels, and there are as
/// many ticks as fit.
public struct PlotFrame: Sendable, Hashable {
  /// The title above the plot.
  public let title: String
  /// The legend below the title.
  public let legend: Legend
  /// The horizontal axis.
  public let x: Axis
  /// The vertical axis.
  public let y: Axis
  /// The whole rectangle of the plot.
  public let outer: Rect
  /// The area for the data, within ``outer``.
  public let area: Rect

  private let xTicks: Ticks
  private let yTicks: Ticks

  /// Creates a frame for a plot with its axes.
  ///
  /// - Parameters:
  ///   - outer: the rectangle to fill. It must leave room for data next to the texts: 160 × 140
  ///     points are enough for a title, a legend of three rows and labels on both axes.
  ///   - title: drawn above the plot and truncated to its width.
  ///   - legend: drawn between the title and the plot, in as many rows as needed.
  ///   - x: the horizontal axis.
  ///   - y: the vertical axis.
  public init(
    in outer: Rect, title: String = "", legend: [Legend.Entry] = [], x: Axis, y: Axis
  ) {
    self.outer = outer
    self.title = title
    self.legend = Legend(legend, style: Self.tickStyle)
    self.x = x
    self.y = y
    let lineHeight = Self.tickStyle.lineHeight
    let top =
      (title.isEmpty ? Self.tickStyle.size / 2 : Self.titleStyle.lineHeight + 4)
      + (legend.isEmpty ? 0 : self.legend.height(width: outer.width) + 4)
    let bottom = Self.tickLength + lineHeight + (x.label.isEmpty ? 0 : Self.labelStyle.lineHeight)
    let height = outer.height - top - bottom
    yTicks = y.ticks(atMost: max(1, Int(height / (1.8 * lineHeight))))
    let left =
      Self.widest(yTicks.labels) + Self.tickLength + Self.gap
      + (y.label.isEmpty ? 0 : Self.labelStyle.lineHeight)
    // The last label of the x axis extends beyond the area by at most half its width.
    let mostRight = Self.widest(x.ticks(atMost: 4).labels) / 2
    area = outer.inset(left: left, top: top, right: max(4, mostRight), bottom: bottom)
    precondition(area.width > 0 && area.height > 0, "\(outer) has no room for a plot")
    xTicks = x.ticks(fitting: area.width, style: Self.tickStyle)
  }

  /// The position of a pair of values on the canvas.
  public func point(_ xValue: Double, _ yValue: Double) -> Point {
    Point(
      area.minX + x.fraction(of: xValue) * area.width,
      area.maxY - y.fraction(of: yValue) * area.height)
  }

  /// Draws everything except the data; call it before drawing the data.
  public func draw(on canvas: Canvas) {
    let grid = Stroke(.hairline, width: 0.6)
    for value in yTicks.values {
      let height = point(x.range.lowerBound, value).y
      canvas.line(from: Point(area.minX, height), to: Point(area.maxX, height), grid)
    }
    for value in xTicks.values {
      let across = point(value, y.range.lowerBound).x
      canvas.line(from: Point(across, area.minY), to: Point(across, area.maxY), grid)
    }
    drawTicks(on: canvas)
    drawTexts(on: canvas)
  }

  /// Draws values as a line, clipped to the area. The line is interrupted where a value is not
  /// finite, or not positive on a logarithmic axis.
  public func drawLine(_ values: [(x: Double, y: Double)], _ stroke: Stroke, on canvas: Canvas) {
    var path = Path()
    var isBroken = true
    for value in values {
      guard hasPlace(value.x, on: x), hasPlace(value.y, on: y) else {
        isBroken = true
        continue
      }
      let point = point(value.x, value.y)
      if isBroken { path.elements.append(.move(point)) }
      path.elements.append(.line(point))
      isBroken = false
    }
    // A round cap makes even an isolated value visible.
    var stroke = stroke
    if stroke.dash.isEmpty { (stroke.cap, stroke.join) = (.round, .round) }
    canvas.clipped(to: .rectangle(area.inset(by: -stroke.width))) {
      canvas.stroke(path, stroke)
    }
  }

  /// Runs `body` with drawing clipped to the data area.
  ///
  /// - Throws: whatever `body` throws.
  public func clipped(on canvas: Canvas, _ body: () throws -> Void) rethrows {
    try canvas.clipped(to: .rectangle(area), body)
  }

  private func hasPlace(_ value: Double, on axis: Axis) -> Bool {
    value.isFinite && (axis.scale != .logarithmic || value > 0)
  }
}

extension PlotFrame {
  private static let titleStyle = TextStyle(size: 12, weight: .bold)
  private static let labelStyle = TextStyle(size: 10)
  private static let tickStyle = TextStyle(size: 9)
  private static let tickLength = 4.0
  private static let gap = 3.0

  private static func widest(_ labels: [String]) -> Double {
    labels.reduce(0) { max($0, tickStyle.width(of: $1)) }
  }

  private func drawTicks(on canvas: Canvas) {
    let line = Stroke(.fadedInk, width: 0.8)
    canvas.line(from: Point(area.minX, area.minY), to: Point(area.minX, area.maxY), line)
    canvas.line(from: Point(area.minX, area.maxY), to: Point(area.maxX, area.maxY), line)
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let height = point(x.range.lowerBound, value).y
      let end = Point(area.minX - Self.tickLength, height)
      canvas.line(from: Point(area.minX, height), to: end, line)
      canvas.text(label, at: Point(end.x - Self.gap, height), Self.tickStyle, anchor: .trailing)
    }
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let across = point(value, y.range.lowerBound).x
      let end = Point(across, area.maxY + Self.tickLength)
      canvas.line(from: Point(across, area.maxY), to: end, line)
      canvas.text(label, at: end, Self.tickStyle, anchor: .top)
    }
  }

  private func drawTexts(on canvas: Canvas) {
    var top = outer.minY
    if !title.isEmpty {
      canvas.text(
        Self.titleStyle.truncated(title, width: outer.width), at: Point(outer.minX, top),
        Self.titleStyle, anchor: .topLeading)
      top += Self.titleStyle.lineHeight + 4
    }
    legend.draw(on: canvas, at: Point(outer.minX, top), width: outer.width)
    canvas.text(
      Self.labelStyle.truncated(x.label, width: area.width),
      at: Point(area.midX, outer.maxY), Self.labelStyle, anchor: .bottom)
    canvas.text(
      Self.labelStyle.truncated(y.label, width: area.height),
      at: Point(outer.minX, area.midY), Self.labelStyle, anchor: .top, angle: -.pi / 2)
  }
}
