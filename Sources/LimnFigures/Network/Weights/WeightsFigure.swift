import LimnCore
import LimnGraphics
import LimnNetwork

/// All that a network has learned: what each first-layer unit looks for, the later weight matrices,
/// the biases, and how the weights of each layer are distributed.
public struct WeightsFigure: Figure {
  /// What the figure shows.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// The incoming weights of first-layer units as images.
    case units
    /// Weight matrices as heatmaps.
    case matrices
    case histograms
  }

  private let page: FigurePage

  /// - Parameters:
  ///   - activity: what the units did over a data set, to name the dead; they are not named if `nil`.
  ///   - parts: what to show, in the order of ``Part``.
  /// - Throws: ``FigureError/unsuitableShape(_:)`` where only ``Part/units`` is asked for and inputs
  ///   are no images; ``FigureError/nothingToShow`` for a network without dense layers, or for the
  ///   matrices of one that has only the first; ``FigureError/nonFinite(in:index:)``.
  public init(
    _ network: Network, title: String, activity: NetworkActivity? = nil,
    parts: Set<Part> = Set(Part.allCases)
  ) throws {
    _ = try network.drawnStages()
    let layers = WeightLayers(of: network, activity: activity)
    for layer in layers.all { try layer.dense.requireFinite(in: layer.stage) }
    let isImage = network.inputShape.isImage
    var sections: [any FigurePart] = []
    if parts.contains(.units), isImage || parts == [.units] {
      sections += try layers.unitSection(of: network).map { [$0] } ?? []
    }
    if parts.contains(.matrices) {
      // The first layer of a vector network has no images to be seen as.
      let shown = isImage ? Array(layers.all.dropFirst()) : layers.all
      sections += try WeightLayers.matrixSection(of: shown).map { [$0] } ?? []
    }
    if parts.contains(.histograms), !layers.all.isEmpty {
      sections.append(try layers.histogramSection())
    }
    guard !sections.isEmpty else { throw FigureError.nothingToShow }
    page = FigurePage(
      title: title, subtitle: LayerDiagram.totals(of: NetworkSummary(of: network)),
      parts: sections, minimumWidth: WeightLayers.width)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }
}
