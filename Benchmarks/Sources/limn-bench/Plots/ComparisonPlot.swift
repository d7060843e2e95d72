import Limn

/// A comparison plotted on two logarithmic axes, with solid lines for Limn and dashed lines for its
/// peers.
struct ComparisonPlot: Figure {
  let size: Size
  private let series: ComparisonSeries
  private let frame: PlotFrame

  /// Okabe and Ito's colours and three more, which are distinguishable for the colour-blind.
  private static let palette: [UInt32] = [
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xE69F00, 0x5F5F5F, 0x8C510A, 0x000000,
    0x882255,
  ]
  private static let noteStyle = TextStyle(size: 9, color: .fadedInk)

  init(_ series: ComparisonSeries) throws {
    self.series = series
    let noteHeight = series.note == nil ? 0 : Self.noteStyle.lineHeight + 6
    size = Size(620, 400 + noteHeight)
    let points = series.lines.flatMap(\.points)
    let entries = series.lines.enumerated().map { index, line in
      Legend.Entry(.line(Self.stroke(of: line, at: index)), line.tool)
    }
    frame = PlotFrame(
      in: Rect(x: 12, y: 12, width: size.width - 30, height: size.height - 24 - noteHeight),
      title: series.title, legend: entries,
      x: try Axis(series.x, holding: points.map { $0[0] }, scale: .logarithmic),
      y: try Axis(series.y, holding: points.map { $0[1] }, scale: .logarithmic))
  }

  func draw(on canvas: Canvas) throws {
    frame.draw(on: canvas)
    for (index, line) in series.lines.enumerated() {
      let stroke = Self.stroke(of: line, at: index)
      frame.drawLine(line.points.map { (x: $0[0], y: $0[1]) }, stroke, on: canvas)
      for point in line.points {
        canvas.fill(
          .circle(center: frame.point(point[0], point[1]), radius: line.isOurs ? 3 : 2.2),
          Self.color(at: index))
      }
    }
    if let note = series.note {
      canvas.text(
        note, at: Point(frame.outer.minX, size.height - 8), Self.noteStyle, anchor: .bottomLeading)
    }
  }

  private static func color(at index: Int) -> Color { Color(hex: palette[index % palette.count]) }

  private static func stroke(of line: ComparisonSeries.Line, at index: Int) -> Stroke {
    line.isOurs
      ? Stroke(color(at: index), width: 2) : Stroke(color(at: index), width: 1.3, dash: [4, 3])
  }
}
