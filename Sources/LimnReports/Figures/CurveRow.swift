import LimnEvaluation
import LimnGraphics

/// The deletion and the insertion curve of one method side by side.
struct CurveRow {
  private let plots: [Plot]
  private let color: Color
  private let method: String

  private struct Plot {
    let title: String
    let curves: MethodEvaluation.CurvePair
    let y: Axis
    let x: Axis
  }

  /// `nil` if the method has no curve.
  ///
  /// - Throws: `GraphicsError` for values that are not finite.
  init?(_ evaluation: MethodEvaluation, color: Color) throws {
    let pairs = [
      ("deletion", "removed", evaluation.deletion), ("insertion", "inserted", evaluation.insertion),
    ]
    plots = try pairs.compactMap { name, verb, curves -> Plot? in
      guard let curves else { return nil }
      let bands = [curves.method, curves.control].flatMap { $0.lowerQuartile + $0.upperQuartile }
      return Plot(
        title: "\(evaluation.method): \(name)", curves: curves,
        y: try Axis("share of the score", holding: bands + [0, 1]),
        x: try Axis("share of features \(verb), most relevant first", range: 0...1))
    }
    guard !plots.isEmpty else { return nil }
    self.color = color
    self.method = evaluation.method
  }

  func draw(on canvas: Canvas, in place: Rect) {
    let gap = 24.0
    let width = (place.width - gap) / 2
    for (index, plot) in plots.enumerated() {
      let outer = Rect(
        x: place.minX + Double(index) * (width + gap), y: place.minY, width: width,
        height: place.height)
      let frame = PlotFrame(
        in: outer, title: plot.title,
        legend: [
          .init(.line(Stroke(color, width: 2)), method),
          .init(.line(Self.controlStroke), "random control"),
        ], x: plot.x, y: plot.y)
      frame.draw(on: canvas)
      draw(plot.curves.control, in: frame, fill: Self.controlFill, Self.controlStroke, on: canvas)
      draw(
        plot.curves.method, in: frame, fill: color.opacity(0.22), Stroke(color, width: 2),
        on: canvas)
    }
  }

  private static let controlStroke = Stroke(.fadedInk, width: 1.5, dash: [4, 3])
  private static let controlFill = Color(grey: 0.55, alpha: 0.25)

  private func draw(
    _ band: CurveBand, in frame: PlotFrame, fill: Color, _ stroke: Stroke, on canvas: Canvas
  ) {
    let lower = zip(band.features, band.lowerQuartile).map { frame.point($0, $1) }
    let upper = zip(band.features, band.upperQuartile).map { frame.point($0, $1) }
    frame.clipped(on: canvas) { canvas.fill(.polygon(lower + upper.reversed()), fill) }
    frame.drawLine(zip(band.features, band.median).map { ($0, $1) }, stroke, on: canvas)
  }
}
