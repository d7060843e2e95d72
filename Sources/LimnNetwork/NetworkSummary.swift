import LimnCore

/// What a network is made of, layer by layer: what `limn summary` prints and the diagrams draw.
public struct NetworkSummary: Sendable, Hashable {
  /// One layer.
  public struct Row: Sendable, Hashable {
    /// The kind and its number among those of its kind, counted from 1: "dense 2", "softmax".
    public let name: String
    /// "Dense", "ReLU".
    public let kind: String
    /// What the kind does not say by itself, such as "slope 0.01" or "rate 0.2".
    public let setting: String?
    /// Whether it is an activation: elementwise, or a softmax.
    public let isActivation: Bool
    /// The values in one example's output.
    public let outputWidth: Int
    /// Their shape: [units], [channels, height, width].
    public let outputShape: Shape
    /// The number of trained values: for a dense layer, inputs × units + units.
    public let parameterCount: Int
    /// The rows whose outputs it takes, by their places; −1 stands for the input.
    public let inputs: [Int]
  }

  /// The shape of one input.
  public let inputShape: InputShape
  /// A row for each operation.
  public let rows: [Row]
  /// The number of trained values in all layers.
  public let parameterCount: Int
  /// Whether each row takes the output of the one before it and no other.
  public let isChain: Bool

  /// What a network is made of.
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

  /// The memory of the trained values: four bytes each.
  public var parameterBytes: Int { parameterCount * MemoryLayout<Float>.size }

  /// The widths from input to output with one entry for each trained layer: "64-64-10". Where one gives
  /// a picture of channels, its shape: "8×8-8×8×8-64-10".
  public var widths: String {
    let trained = rows.filter { $0.parameterCount > 0 }.map(\.outputShape)
    let first = trained.contains { $0.rank > 1 } ? "\(inputShape)" : "\(inputShape.count)"
    return ([first] + trained.map(\.description)).joined(separator: "-")
  }
}
