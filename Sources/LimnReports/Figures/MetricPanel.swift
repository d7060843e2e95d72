import LimnEvaluation
import LimnGraphics

/// One metric: for each method, its median with a bar between the quartiles, and below it the same
/// for its random control.
struct MetricPanel {
  let height: Double
  private let title: String
  private let entries: [Entry]
  private let axis: Axis

  private struct Entry {
    let method: String
    let color: Color
    let spread: Spread?
    let control: Spread?
  }

  private static let titleStyle = TextStyle(size: 10, weight: .bold)
  private static let style = TextStyle(size: 9)
  private static let rowHeight = 24.0
  private static let gap = 6.0

  /// `nil` if no method has a value.
  ///
  /// - Throws: `GraphicsError` for values that are not finite.
  init?(_ metric: Metric, of methods: [MethodEvaluation]) throws {
    let colors = Color.categorical
    entries = methods.enumerated().map { index, method in
      let summary = method[metric]
      return Entry(
        method: method.method, color: colors[index % colors.count], spread: summary?.spread,
        control: summary?.controlSpread)
    }
    let spreads = entries.flatMap { [$0.spread, $0.control] }.compactMap { $0 }
    guard entries.contains(where: { $0.spread != nil }) else { return nil }
    title = "\(metric.title) \(metric.direction.arrow)"
    axis = try Axis(
      "", holding: spreads.flatMap { [$0.lowerQuartile, $0.upperQuartile] }, including: [0])
    height =
      Self.titleStyle.lineHeight + Double(methods.count) * Self.rowHeight + Self.style.lineHeight
      + 6
  }

  func draw(on canvas: Canvas, in place: Rect) {
    canvas.text(
      Self.titleStyle.truncated(title, width: place.width), at: place.origin, Self.titleStyle,
      anchor: .topLeading)
    let widest = entries.reduce(0) { max($0, Self.style.width(of: $1.method)) }
    let labelWidth = min(widest, place.width * 0.4)
    let plot = Rect(
      x: place.minX + labelWidth + Self.gap, y: place.minY + Self.titleStyle.lineHeight + 2,
      width: place.width - labelWidth - Self.gap - 12,
      height: Double(entries.count) * Self.rowHeight)
    drawAxis(on: canvas, around: plot)
    for (row, entry) in entries.enumerated() {
      let top = plot.minY + Double(row) * Self.rowHeight
      canvas.text(
        Self.style.truncated(entry.method, width: labelWidth),
        at: Point(place.minX, top + Self.rowHeight / 2), Self.style, anchor: .leading)
      draw(entry.control, at: top + 0.72 * Self.rowHeight, in: plot, nil, on: canvas)
      draw(entry.spread, at: top + 0.36 * Self.rowHeight, in: plot, entry.color, on: canvas)
      if entry.spread == nil {
        canvas.text(
          "no value", at: Point(plot.minX + 3, top + Self.rowHeight / 2),
          Self.style.colored(.fadedInk), anchor: .leading)
      }
    }
  }

  /// Draws a bar between the quartiles with the median as a dot; a control has a hollow grey dot.
  private func draw(
    _ spread: Spread?, at height: Double, in plot: Rect, _ color: Color?, on canvas: Canvas
  ) {
    guard let spread else { return }
    func across(_ value: Double) -> Double { plot.minX + axis.fraction(of: value) * plot.width }
    let line = Stroke(color ?? .fadedInk, width: color == nil ? 1 : 2)
    canvas.line(
      from: Point(across(spread.lowerQuartile), height),
      to: Point(across(spread.upperQuartile), height), line)
    let dot = Path.circle(
      center: Point(across(spread.median), height), radius: color == nil ? 2.6 : 3.4)
    canvas.fill(dot, color ?? .white)
    if color == nil { canvas.stroke(dot, line) }
  }

  private func drawAxis(on canvas: Canvas, around plot: Rect) {
    let ticks = axis.ticks(fitting: plot.width, style: Self.style)
    for (value, label) in zip(ticks.values, ticks.labels) {
      let x = plot.minX + axis.fraction(of: value) * plot.width
      let isZero = value == 0
      canvas.line(
        from: Point(x, plot.minY), to: Point(x, plot.maxY),
        Stroke(isZero ? .fadedInk : .hairline, width: 0.6))
      canvas.text(label, at: Point(x, plot.maxY + 3), Self.style, anchor: .top)
    }
  }
}
