/// What the marks of a figure mean: samples with names, in rows.
public struct Legend: Sendable, Hashable {
  /// One mark and its meaning.
  public struct Entry: Sendable, Hashable {
    /// The mark itself.
    public enum Sample: Sendable, Hashable {
      /// A line, as drawn.
      case line(Stroke)
      /// A dot of a colour.
      case dot(Color)
      /// A filled area of a colour.
      case area(Color)
      /// A hatched area on a colour.
      case hatch(Hatch, on: Color)
    }

    /// What is shown beside the text.
    public let sample: Sample
    /// The text.
    public let label: String

    /// A sample with its text.
    public init(_ sample: Sample, _ label: String) {
      self.sample = sample
      self.label = label
    }
  }

  /// The entries, in order.
  public let entries: [Entry]
  /// How their text is set.
  public let style: TextStyle

  /// A legend of entries.
  public init(_ entries: [Entry], style: TextStyle = TextStyle(size: 10)) {
    self.entries = entries
    self.style = style
  }

  /// The height the rows take at a width.
  public func height(width: Double) -> Double {
    guard let last = places(width: width).last else { return 0 }
    return last.y + style.lineHeight
  }

  /// Draws the entries from `origin` to the right, and below where they pass `width`.
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
