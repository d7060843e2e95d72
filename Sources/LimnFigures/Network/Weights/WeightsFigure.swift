import LimnCore
import LimnGraphics
import LimnNetwork

/// A network's parameters: the weights of each first-layer unit as an image, the later weight
/// matrices, the biases, and the distribution of each layer's weights.
public struct WeightsFigure: Figure {
  /// A part of the figure.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// The incoming weights of first-layer units as images; for a network with convolutions, their
    /// filters.
    case units
    /// Weight matrices as heatmaps, for a chain of dense layers.
    case matrices
    /// Histograms of each layer's weights.
    case histograms
  }

  private let page: FigurePage

  /// A network's weights as images, matrices and histograms.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - title: the title of the figure.
  ///   - activity: the units' activity over a data set, which determines the dead units; they are
  ///     not marked if `nil`.
  ///   - parts: the parts to show, in the order of ``Part``.
  /// - Throws: ``FigureError/unsuitableShape(_:)`` if only ``Part/units`` is requested and inputs
  ///   are not images; ``FigureError/nothingToShow`` if the network has none of `parts`;
  ///   ``FigureError/nonFinite(in:index:)``.
  public init(
    _ network: Network, title: String, activity: NetworkActivity? = nil,
    parts: Set<Part> = Set(Part.allCases)
  ) throws {
    let sections =
      try network.stages.isEmpty
      ? Self.graphSections(of: network, parts: parts)
      : Self.chainSections(of: network, activity: activity, parts: parts)
    guard !sections.isEmpty else { throw FigureError.nothingToShow }
    page = FigurePage(
      title: title, subtitle: LayerDiagram.totals(of: NetworkSummary(of: network)),
      parts: sections, minimumWidth: WeightLayers.width)
  }

  /// The sections for a network with convolutions or branches: filters and histograms.
  private static func graphSections(
    of network: Network, parts: Set<Part>
  ) throws -> [any FigurePart] {
    let weights = GraphWeights(of: network)
    var sections: [any FigurePart] = []
    if parts.contains(.units) { sections += try weights.filterSections() }
    if parts.contains(.histograms) { sections += try weights.histogramSection().map { [$0] } ?? [] }
    return sections
  }

  private static func chainSections(
    of network: Network, activity: NetworkActivity?, parts: Set<Part>
  ) throws -> [any FigurePart] {
    let layers = WeightLayers(of: network, activity: activity)
    for layer in layers.all { try layer.dense.requireFinite(in: layer.stage) }
    let isImage = network.inputShape.isImage
    var sections: [any FigurePart] = []
    if parts.contains(.units), isImage || parts == [.units] {
      sections += try layers.unitSection(of: network).map { [$0] } ?? []
    }
    if parts.contains(.matrices) {
      // If the input is a vector, the first layer's weights are not images.
      let shown = isImage ? Array(layers.all.dropFirst()) : layers.all
      sections += try WeightLayers.matrixSection(of: shown).map { [$0] } ?? []
    }
    if parts.contains(.histograms), !layers.all.isEmpty {
      sections.append(try layers.histogramSection())
    }
    return sections
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }
}
