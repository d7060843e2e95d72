import LimnCore
import LimnGraphics
import LimnNetwork

/// The operations with weights of a network that is not a chain of dense layers, as the sections of
/// a weights figure: a convolution's filters as pictures, and histograms of all weights.
struct GraphWeights {
  private let network: Network
  private let summary: NetworkSummary

  private static let mostOutputs = 16
  private static let mostChannels = 12
  private static let mostTiles = 64

  init(of network: Network) {
    self.network = network
    summary = NetworkSummary(of: network)
  }

  /// - Throws: `FigureError.nonFinite`.
  func filterSections() throws -> [FigureSection] {
    try network.nodes.indices.compactMap { index in
      guard let convolution = network.nodes[index].operation as? Convolution else { return nil }
      return try Self.section(of: convolution, name: summary.rows[index].name)
    }
  }

  private static func section(of convolution: Convolution, name: String) throws -> FigureSection {
    let kernel = convolution.windows.kernel
    let channels = convolution.windows.channels / convolution.groups
    let area = kernel.height * kernel.width
    let values = convolution.weights.elements.map(Double.init)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: "weights of \(name)", index: index)
    }
    let scale = try ColorScale.symmetric(around: values)
    // With one input channel, each output is a picture; with several, a row of pictures.
    let outputs = min(convolution.outputs, channels == 1 ? mostTiles : mostOutputs)
    let shown = min(channels, mostChannels)
    var tiles: [TileGrid.Tile] = []
    for output in 0..<outputs {
      for channel in 0..<shown {
        let start = (output * channels + channel) * area
        tiles.append(
          TileGrid.Tile(
            name: channels == 1 ? "\(output)" : "\(output) of \(channel)",
            image: Raster(
              width: kernel.width, height: kernel.height,
              colors: try scale.colors(of: Array(values[start..<start + area])))))
      }
    }
    var notes = [
      channels == 1
        ? "One filter for each output channel, numbered from 0."
        : "A row for each output channel, an image for each input channel: \u{201C}output of channel\u{201D}, numbered "
          + "from 0."
    ]
    if outputs < convolution.outputs || shown < channels {
      notes.append(
        "Shown are the first \(outputs) of \(convolution.outputs) outputs"
          + (channels == 1 ? "." : " and \(shown) of \(channels) channels."))
    }
    notes.append("One scale for all.")
    return FigureSection(
      "\(name): \(NumberText.grouped(convolution.outputs)) filters of "
        + "\(convolution.setting ?? "")", note: notes.joined(separator: " "),
      [
        TileGrid(
          tiles, side: channels == 1 ? 48 : 40, columns: channels == 1 ? nil : shown,
          width: WeightLayers.width),
        FigureColorBar(
          ColorBar(
            scale, label: "weight (change of the output per unit of its input)",
            ends: ColorBar.Ends(lower: "lowers", upper: "raises")), length: 360),
      ], width: WeightLayers.width)
  }

  /// - Throws: `FigureError.nonFinite`.
  func histogramSection() throws -> FigureSection? {
    let panels = try network.nodes.indices.compactMap { index -> HistogramPanel? in
      let parameters = network.nodes[index].operation.parameters
      guard let weights = parameters.first(where: \.decays) else { return nil }
      let name = summary.rows[index].name
      for parameter in parameters {
        if let place = parameter.values.elements.firstIndex(where: { !$0.isFinite }) {
          throw FigureError.nonFinite(in: "\(parameter.name) of \(name)", index: place)
        }
      }
      let biases = parameters.first { !$0.decays }?.values.elements ?? []
      return try HistogramPanel(
        title: name, weights: weights.values.elements, biases: biases, units: biases.count)
    }
    guard !panels.isEmpty else { return nil }
    return FigureSection(
      "Distribution of the weights",
      note:
        "Bars count weights in bins of equal width; the strokes at the top edge are the biases. "
        + "Near zero: below 1% of the layer's largest magnitude.",
      [FigureGrid(panels, width: WeightLayers.width, gap: Size(20, 18))],
      width: WeightLayers.width)
  }
}
