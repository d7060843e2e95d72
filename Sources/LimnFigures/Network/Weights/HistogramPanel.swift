import LimnCore
import LimnGraphics
import LimnNetwork

/// The histogram of one layer's weights, with its statistics.
struct HistogramPanel: FigurePart {
  let size: Size
  private let frame: PlotFrame
  private let histogram: Histogram
  private let biases: [Double]
  private let facts: FigureText

  private static let width = 240.0
  private static let height = 170.0

  /// - Parameter dead: the stage's dead units, if they were determined.
  init(_ stage: NetworkStage, dense: Dense, dead: [Int]?) throws {
    try self.init(
      title: "into \(stage)", weights: dense.weights.elements, biases: dense.bias.elements,
      units: stage.width, dead: dead)
  }

  /// - Parameters:
  ///   - units: the number of units that the weights lead to.
  ///   - dead: the dead ones among them, if they were determined.
  init(title: String, weights: [Float], biases: [Float], units: Int, dead: [Int]? = nil) throws {
    let values = weights.map(Double.init)
    self.biases = biases.map(Double.init)
    histogram = Histogram(symmetric: values)
    let statistics = WeightStatistics(of: values)
    let reach = self.biases.reduce(statistics.largest) { max($0, abs($1)) }
    let range = reach > 0 ? reach : 1
    frame = PlotFrame(
      in: Rect(x: 0, y: 0, width: Self.width, height: Self.height), title: title,
      x: try Axis("weight", range: -1.04 * range...1.04 * range),
      // The biases need room above the highest bar.
      y: try Axis("weights per bin", range: 0...1.15 * Double(histogram.counts.reduce(1, max))))
    facts = FigureText(
      Self.sentence(statistics, count: values.count, width: units, dead: dead),
      width: Self.width)
    size = Size(Self.width, Self.height + 4 + facts.size.height)
  }

  private static func sentence(
    _ statistics: WeightStatistics, count: Int, width: Int, dead: [Int]?
  ) -> String {
    var parts = ["\(NumberText.grouped(count)) weights"]
    parts.append("mean \(NumberText.significant(statistics.mean, digits: 2))")
    if let deviation = statistics.standardDeviation {
      parts.append("standard deviation \(NumberText.significant(deviation, digits: 2))")
    }
    parts.append("near zero \(NumberText.percent(statistics.shareNearZero))")
    if let dead { parts.append("dead units \(dead.count) of \(width)") }
    return parts.joined(separator: ", ")
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: origin) {
      frame.draw(on: canvas)
      for (bin, count) in histogram.counts.enumerated() where count > 0 {
        let bounds = histogram.bounds(of: bin)
        let top = frame.point(bounds.lowerBound, Double(count))
        let end = frame.point(bounds.upperBound, 0)
        canvas.fill(
          Rect(x: top.x, y: top.y, width: end.x - top.x, height: end.y - top.y),
          Color.categorical[0])
      }
      for bias in biases {
        let x = frame.point(bias, 0).x
        canvas.line(
          from: Point(x, frame.area.minY), to: Point(x, frame.area.minY + 7),
          Stroke(Color.categorical[1].opacity(0.7), width: 0.8))
      }
      facts.draw(on: canvas, at: Point(0, Self.height + 4))
    }
  }
}
