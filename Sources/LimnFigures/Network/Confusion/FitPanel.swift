import LimnGraphics

/// A regression's predictions as dots: against the true numbers, or what is left between them.
struct FitPanel: FigurePart {
  let size = Size(340, 250)
  private let frame: PlotFrame
  private let points: [(x: Double, y: Double)]
  private let kind: Kind

  enum Kind: Sendable {
    /// Predicted against true, with the line of right predictions.
    case fit
    /// Predicted minus true against predicted, with the line of none.
    case residuals
  }

  /// - Throws: `GraphicsError.badRange` for values too far apart for an axis.
  init(_ pairs: [(predicted: Double, target: Double)], of kind: Kind) throws {
    self.kind = kind
    let (x, y): (Axis, Axis)
    switch kind {
    case .fit:
      points = pairs.map { ($0.target, $0.predicted) }
      // One range for both, so that the line of right predictions is the diagonal.
      let all = pairs.flatMap { [$0.predicted, $0.target] }
      (x, y) = (try Axis("true", holding: all), try Axis("predicted", holding: all))
    case .residuals:
      points = pairs.map { ($0.predicted, $0.predicted - $0.target) }
      x = try Axis("predicted", holding: points.map(\.x))
      y = try Axis("predicted − true", holding: points.map(\.y), including: [0])
    }
    frame = PlotFrame(in: Rect(origin: Point(0, 0), size: size), x: x, y: y)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: origin) {
      frame.draw(on: canvas)
      let line: [(x: Double, y: Double)] =
        kind == .fit
        ? [frame.x.range.lowerBound, frame.x.range.upperBound].map { ($0, $0) }
        : [frame.x.range.lowerBound, frame.x.range.upperBound].map { ($0, 0) }
      frame.drawLine(line, Stroke(.fadedInk, width: 1, dash: [4, 3]), on: canvas)
      let radius = points.count > 300 ? 1.6 : 2.4
      canvas.withOpacity(points.count > 50 ? 0.5 : 0.8) {
        for point in points {
          canvas.fill(
            Path.circle(center: frame.point(point.x, point.y), radius: radius), Color.categorical[0]
          )
        }
      }
    }
  }
}
