import LimnCore
import LimnGraphics
import LimnNetwork

/// The dense layers of a network and their context, as the sections of a weights figure.
struct WeightLayers: Sendable {
  struct Layer: Sendable {
    let source: NetworkStage
    let stage: NetworkStage
    let dense: Dense
    /// The units that are dead on the data set, if there is one.
    let dead: [Int]?
  }

  let all: [Layer]
  static let width = 760.0

  init(of network: Network, activity: NetworkActivity?) {
    let stages = network.stages
    all = zip(stages, stages.dropFirst()).enumerated().compactMap { index, pair in
      pair.1.dense.map { dense in
        Layer(
          source: pair.0, stage: pair.1, dense: dense, dead: activity?.stages[index].deadUnits)
      }
    }
  }

  func unitSection(of network: Network) throws -> FigureSection? {
    guard let first = all.first else { return nil }
    let scale = try ColorScale.symmetric(limit: first.dense.largestWeight)
    let order = UnitOrder(of: network)
    let tiles = try FirstLayerTiles(
      first.dense, order: order, network: network, scale: scale, dead: first.dead ?? [])
    let (noun, nouns) = network.output.noun
    let isOnly = all.count == 1
    let ordering =
      isOnly
      ? (noun == "class" ? "Each unit is a class." : "Each unit is an output.")
      : network.outputCount == 1
        ? "Ordered by how strongly a unit supports the output: from the product of all later weight "
          + "matrices."
        : "Ordered by the \(noun) a unit supports most, then by strength: both from the product of "
          + "all later weight matrices\(noun == "class" ? ", minus its mean over the \(nouns)" : "")."
    let death =
      first.dead.map { dead in
        dead.isEmpty
          ? " No unit is dead over the data set." : " Dead: never active on the data set."
      } ?? ""
    return FigureSection(
      "Weights into \(first.stage), as images of the input",
      note: "Red pixels raise the unit if inked, blue ones lower it; b is the bias. "
        + ordering + death,
      [
        tiles,
        FigureColorBar(
          ColorBar(
            scale, label: "weight (change of the pre-activation per unit of its input)",
            ends: ColorBar.Ends(lower: "lowers", upper: "raises")), length: 360),
      ], width: Self.width)
  }

  static func matrixSection(of layers: [Layer]) throws -> FigureSection? {
    guard !layers.isEmpty else { return nil }
    let limit = layers.reduce(0) { limit, layer in
      layer.dense.bias.elements.reduce(max(limit, layer.dense.largestWeight)) {
        max($0, Double(abs($1)))
      }
    }
    let scale = try ColorScale.symmetric(limit: limit)
    let panels = try layers.map { layer in
      try MatrixPanel(layer.stage, dense: layer.dense, after: layer.source, scale: scale)
    }
    return FigureSection(
      "Weight matrices",
      note: "Each row holds the weights into one unit; the column b its bias. "
        + "One scale for all.",
      [
        FigureGrid(panels, width: width, gap: Size(12, 18)),
        FigureColorBar(
          ColorBar(
            scale, label: "weight, bias", ends: ColorBar.Ends(lower: "lowers", upper: "raises")),
          length: 360),
      ], width: width)
  }

  func histogramSection() throws -> FigureSection {
    let panels = try all.map { try HistogramPanel($0.stage, dense: $0.dense, dead: $0.dead) }
    return FigureSection(
      "Distribution of the weights",
      note:
        "Bars count weights in bins of equal width; the strokes at the top edge are the biases. "
        + "Near zero: below 1% of the layer's largest magnitude."
        + (all.contains { $0.dead != nil }
          ? " Dead units pass no gradient for any example of the data set." : ""),
      [FigureGrid(panels, width: Self.width, gap: Size(20, 18))], width: Self.width)
  }
}
