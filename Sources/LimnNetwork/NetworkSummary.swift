import LimnCore

/// The layers of a network, as `limn summary` prints and diagrams draw them.
public struct NetworkSummary: Sendable, Hashable {
  /// One layer.
  public struct Row: Sendable, Hashable {
    /// The kind, with its number among layers of that kind if there are several, counted from 1:
    /// "dense 2", "softmax".
    public let name: String
    /// The kind of operation: "Dense", "ReLU".
    public let kind: String
    /// Settings that the kind does not imply, such as "slope 0.01" or "rate 0.2".
    public let setting: String?
    /// Whether the layer is an activation: an elementwise function or a softmax.
    public let isActivation: Bool
    /// The number of values in the output for one example.
    public let outputWidth: Int
    /// The shape of the output for one example: [units], [channels, height, width].
    public let outputShape: Shape
    /// The number of trained parameters: for a dense layer, inputs × units + units.
    public let parameterCount: Int
    /// The indices of the rows whose outputs the layer takes; −1 is the input.
    public let inputs: [Int]
  }

  /// The shape of one input.
  public let inputShape: InputShape
  /// One row for each operation.
  public let rows: [Row]
  /// The number of trained parameters in all layers.
  public let parameterCount: Int
  /// Whether each row takes only the output of the preceding one.
  public let isChain: Bool

  /// Creates the summary of a network.
  public init(of network: Network) {
    inputShape = network.inputShape
    let kinds = network.layers.map(\.kind)
    let totals = Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
    var numbers: [String: Int] = [:]
    rows = network.layers.enumerated().map { index, layer in
      numbers[layer.kind, default: 0] += 1
      let number = totals[layer.kind] == 1 ? nil : numbers[layer.kind]
      return Row(
        name: layer.kind.lowercased() + (number.map { " \($0)" } ?? ""), kind: layer.kind,
        setting: layer.setting, isActivation: layer.isActivation,
        outputWidth: network.shapes[index + 1].count, outputShape: network.shapes[index + 1],
        parameterCount: layer.parameters.reduce(0) { $0 + $1.values.elements.count },
        inputs: network.nodes[index].inputs.map { $0 - 1 })
    }
    parameterCount = network.parameterCount
    isChain = network.isChain
  }

  /// The memory of the parameters in bytes, four for each.
  public var parameterBytes: Int { parameterCount * MemoryLayout<Float>.size }

  /// The widths of the input and of each layer with parameters: "64-64-10". If one of them has
  /// channel maps, the shapes: "8×8-8×8×8-64-10".
  public var widths: String {
    let trained = rows.filter { $0.parameterCount > 0 }.map(\.outputShape)
    let first = trained.contains { $0.rank > 1 } ? "\(inputShape)" : "\(inputShape.count)"
    return ([first] + trained.map(\.description)).joined(separator: "-")
  }
}
