import LimnCore
import LimnGraphics
import LimnNetwork

/// The output of each operation for one input, for a network that is not a chain of dense layers:
/// channels with height and width as feature maps, other values as bars.
struct GraphActivations {
  private let network: Network
  private let summary: NetworkSummary
  /// The output of each node.
  private let outputs: [[Double]]

  private static let mostSections = 48
  private static let barsSize = Size(840, 120)

  /// - Throws: `FigureError.nonFinite`.
  init(of network: Network, outputs: [Matrix]) throws {
    self.network = network
    summary = NetworkSummary(of: network)
    self.outputs = outputs.map { $0.elements.map(Double.init) }
    for (row, values) in zip(summary.rows, self.outputs) {
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw FigureError.nonFinite(in: "activations of \(row.name)", index: index)
      }
    }
  }

  /// A section for each operation up to the scores that computes something new, and a note if there
  /// are too many.
  func sections(width: Double) throws -> [any FigurePart] {
    let shown = (0..<network.scoreNodeCount).filter { index in
      let operation = network.nodes[index].operation
      return index + 1 != network.scoreValue && !(operation is Dropout)
        && !(operation is Scaling)
    }
    var sections: [any FigurePart] = try shown.prefix(Self.mostSections).map {
      try section(of: $0, width: width)
    }
    if shown.count > Self.mostSections {
      sections.append(
        FigureText(
          "Shown are the first \(Self.mostSections) of \(shown.count) operations.", width: width))
    }
    return sections
  }

  private func section(of index: Int, width: Double) throws -> FigureSection {
    let (row, values) = (summary.rows[index], outputs[index])
    let title = "\(row.name): \(row.kind)\(row.setting.map { " \($0)" } ?? ""), \(row.outputShape)"
    guard let maps = FeatureMaps(row.outputShape) else {
      return FigureSection(
        title, note: "",
        [
          try UnitBars(
            values, title: "", axis: "value", units: "unit",
            colors: [Color](repeating: UnitBars.on, count: values.count), size: Self.barsSize)
        ], width: width)
    }
    // Values without a sign get a sequential scale, all others a diverging one.
    let isSigned = values.contains { $0 < 0 }
    let scale =
      try isSigned
      ? ColorScale.symmetric(around: values)
      : ColorScale.sequential(0...(values.max() ?? 0))
    let note =
      (maps.channels > FeatureMaps.most
        ? "Shown are the first \(FeatureMaps.most) of \(maps.channels) channels. " : "")
      + "One scale for all channels."
    return FigureSection(
      title, note: note,
      [
        TileGrid(try maps.tiles(of: values, scale: scale), width: width),
        FigureColorBar(ColorBar(scale, label: "value"), length: 300),
      ], width: width)
  }
}
