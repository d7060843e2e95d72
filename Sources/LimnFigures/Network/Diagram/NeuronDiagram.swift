import LimnCore
import LimnGraphics
import LimnNetwork

/// A network as units and weighted connections: a line's colour is the weight's sign, its width and
/// opacity the magnitude, on one scale for all layers.
///
/// Where connections are many, each unit has only its strongest incoming ones; where units are many,
/// a column shows those with the strongest outgoing weights. The figure says both.
public struct NeuronDiagram: Figure {
  private let page: FigurePage

  /// The most units a column shows, and the most connections between any two columns before only
  /// the strongest are drawn.
  static let mostUnits = 64
  static let mostEdges = 160
  /// How many then.
  static let strongestOfMany = 3

  /// Units as dots, weights as lines.
  ///
  /// - Parameters:
  ///   - strongest: how many incoming weights each unit shows, from the largest; if `nil`, all where
  ///     that makes at most 160 lines between any two columns, otherwise 3.
  ///   - orientation: which way the network runs.
  /// - Throws: ``FigureError/noRowsOfUnits``; ``FigureError/nonFinite(in:index:)`` for a weight that is
  ///   not finite.
  public init(
    _ network: Network, title: String, strongest: Int? = nil,
    orientation: LayerDiagram.Orientation = .horizontal
  ) throws {
    if let strongest {
      try FigureError.check("the number of weights to show", strongest, in: 1...Int.max)
    }
    let stages = try network.drawnStages()
    for stage in stages { try stage.dense?.requireFinite(in: stage) }
    let drawing = NeuronDrawing(stages, strongest: strongest, orientation: orientation)
    let reach = drawing.limit
    let legend = [reach, reach / 2, -reach / 2, -reach].filter { $0 != 0 }.map { weight in
      Legend.Entry(
        .line(drawing.stroke(for: weight)), NumberText.significant(weight, digits: 2))
    }
    page = FigurePage(
      title: title, subtitle: LayerDiagram.totals(of: NetworkSummary(of: network)),
      parts: [
        drawing, FigureLegend("weight", legend, width: drawing.size.width),
        FigureText(drawing.note, width: max(440, drawing.size.width)),
      ])
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }
}

extension Dense {
  /// - Throws: ``FigureError/nonFinite(in:index:)``.
  func requireFinite(in stage: NetworkStage) throws {
    if let index = weights.elements.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: "weights into \(stage)", index: index)
    }
    if let index = bias.elements.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: "biases of \(stage)", index: index)
    }
  }

  /// The largest magnitude among the weights; 0 where there are none.
  var largestWeight: Double { weights.elements.reduce(0) { max($0, Double(abs($1))) } }
}

/// A legend with a heading before its entries.
struct FigureLegend: FigurePart {
  let size: Size
  private let heading: String
  private let legend: Legend
  private let headingWidth: Double
  private let width: Double

  private static let style = TextStyle(size: 9.5)

  init(_ heading: String = "", _ entries: [Legend.Entry], width: Double) {
    self.heading = heading
    let headingWidth = heading.isEmpty ? 0 : Self.style.width(of: heading) + 10
    let width = max(width, 440)
    legend = Legend(entries, style: Self.style)
    self.headingWidth = headingWidth
    self.width = width
    size = Size(width, legend.height(width: width - headingWidth))
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.text(
      heading, at: Point(origin.x, origin.y + Self.style.lineHeight / 2), Self.style,
      anchor: .leading)
    legend.draw(
      on: canvas, at: Point(origin.x + headingWidth, origin.y), width: width - headingWidth)
  }
}
