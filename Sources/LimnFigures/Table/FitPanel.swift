import LimnData
import LimnGraphics

/// A regression's predictions as dots: against the true numbers, or as residuals.
struct FitPanel: FigurePart {
  let size = Size(340, 250)
  private let frame: PlotFrame
  private let points: [(x: Double, y: Double)]
  private let kind: Kind
  /// The root mean squared error over all rows.
  private let error: Double

  enum Kind: Sendable {
    /// Predicted against true, with the line of correct predictions.
    case fit
    /// Predicted minus true against predicted, with the zero line.
    case residuals
  }

  /// - Parameters:
  ///   - places: the indices of the rows to draw.
  ///   - fit: the fit over all rows.
  /// - Throws: `GraphicsError.badRange` for values too far apart for an axis.
  init(
    _ output: FitFigure.Output, rows places: [Int], fit: RegressionFit, of kind: Kind
  ) throws {
    self.kind = kind
    error = fit.rootMeanSquaredError
    let pairs = places.map { (predicted: output.predicted[$0], target: output.targets[$0]) }
    let (x, y): (Axis, Axis)
    let name = output.name.keptApart
    switch kind {
    case .fit:
      points = pairs.map { ($0.target, $0.predicted) }
      // The same range on both axes, so that the line of correct predictions is the diagonal.
      let all = pairs.flatMap { [$0.predicted, $0.target] }
      (x, y) = (try Axis("true \(name)", holding: all), try Axis("predicted", holding: all))
    case .residuals:
      points = pairs.map { ($0.predicted, $0.predicted - $0.target) }
      x = try Axis("predicted \(name)", holding: points.map(\.x))
      y = try Axis("predicted − true", holding: points.map(\.y) + [-error, error])
    }
    frame = PlotFrame(in: Rect(origin: Point(0, 0), size: size), x: x, y: y)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: origin) {
      frame.draw(on: canvas)
      let ends = [frame.x.range.lowerBound, frame.x.range.upperBound]
      if kind == .residuals { drawBand(on: canvas) }
      frame.drawLine(
        ends.map { ($0, kind == .fit ? $0 : 0) }, Stroke(.fadedInk, width: 1, dash: [4, 3]),
        on: canvas)
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

  /// Draws a band of one root mean squared error on both sides of the zero line.
  private func drawBand(on canvas: Canvas) {
    let (top, bottom) = (
      frame.point(frame.x.range.lowerBound, error), frame.point(frame.x.range.upperBound, -error)
    )
    canvas.withOpacity(0.12) {
      canvas.fill(
        Rect(x: top.x, y: top.y, width: bottom.x - top.x, height: bottom.y - top.y), .fadedInk)
    }
  }
}
