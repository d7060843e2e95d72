/// The legend of a figure: samples of its marks with labels, in rows.
public struct Legend: Sendable, Hashable {
  /// One mark and its meaning.
  public struct Entry: Sendable, Hashable {
    /// How the mark is drawn.
    public enum Sample: Sendable, Hashable {
      /// A line with the given stroke.
      case line(Stroke)
      /// A dot.
      case dot(Color)
      /// A filled area.
      case area(Color)
      /// A hatched area over a fill colour.
      case hatch(Hatch, on: Color)
    }

    /// The sample that is shown next to the label.
    public let sample: Sample
    /// The label.
    public let label: String

    /// Creates an entry.
    public init(_ sample: Sample, _ label: String) {
      self.sample = sample
      self.label = label
    }
  }

  /// The entries, in order.
  public let entries: [Entry]
  /// The style of the labels.
  public let style: TextStyle

  /// Creates a legend.
  public init(_ entries: [Entry], style: TextStyle = TextStyle(size: 10)) {
    self.entries = entries
    self.style = style
  }

  /// The height of the legend if it is `width` points wide, in points.
  public func height(width: Double) -> Double {
    guard let last = places(width: width).last else { return 0 }
    return last.y + style.lineHeight
  }

  /// Draws the entries from `origin` to the right, wrapping to a new row at `width`.
  public func draw(on canvas: Canvas, at origin: Point, width: Double) {
    for (entry, place) in zip(entries, places(width: width)) {
      let middle = origin.y + place.y + style.lineHeight / 2
      let left = origin.x + place.x
      draw(
        entry.sample,
        in: Rect(x: left, y: middle - style.size / 2, width: sampleWidth, height: style.size),
        on: canvas)
      canvas.text(
        style.truncated(entry.label, width: width - sampleWidth - gap),
        at: Point(left + sampleWidth + gap, middle), style, anchor: .leading)
    }
  }

  private var sampleWidth: Double { 2 * style.size }
  private var gap: Double { 0.5 * style.size }

  /// The top left corner of each entry.
  private func places(width: Double) -> [Point] {
    var next = Point(0, 0)
    return entries.map { entry in
      let length = sampleWidth + gap + style.width(of: entry.label)
      if next.x > 0, next.x + length > width { next = Point(0, next.y + style.lineHeight) }
      defer { next.x += length + 1.5 * style.size }
      return next
    }
  }

  private func draw(_ sample: Entry.Sample, in rect: Rect, on canvas: Canvas) {
    switch sample {
    case .line(let stroke):
      canvas.line(from: Point(rect.minX, rect.midY), to: Point(rect.maxX, rect.midY), stroke)
    case .dot(let color):
      canvas.fill(.circle(center: rect.center, radius: style.size * 0.3), color)
    case .area(let color):
      canvas.fill(rect, color)
    case .hatch(let hatch, let color):
      canvas.fill(rect, color)
      canvas.hatch(rect, hatch)
      canvas.stroke(rect, Stroke(.hairline, width: 0.5))
    }
  }
}
