import LimnCore
import LimnGraphics
import LimnNetwork

/// A network as units and weighted connections: a line's colour is the sign of the weight, its
/// width and opacity the magnitude, on one scale for all layers.
///
/// If there are too many connections, each unit has only its strongest incoming ones; if there are
/// too many units, a column shows those with the strongest outgoing weights. The figure states
/// both.
public struct NeuronDiagram: Figure {
  private let page: FigurePage

  /// The maximum number of units in a column, and the maximum number of connections between two
  /// columns up to which all are drawn.
  static let mostUnits = 64
  static let mostEdges = 160
  /// The number of incoming connections drawn per unit if there are more.
  static let strongestOfMany = 3

  /// Units as dots, weights as lines.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - title: the title of the figure.
  ///   - strongest: the number of incoming weights drawn per unit, from the largest; if `nil`, all
  ///     if that makes at most 160 lines between any two columns, otherwise 3.
  ///   - orientation: the direction from input to output.
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

  /// The largest magnitude of the weights; 0 if there are none.
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
