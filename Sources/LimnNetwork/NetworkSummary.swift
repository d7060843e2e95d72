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
    /// The number of trained values: for a dense layer, inputs × units + units.
    public let parameterCount: Int
  }

  public let inputShape: InputShape
  public let rows: [Row]
  /// The number of trained values in all layers.
  public let parameterCount: Int

  public init(of network: Network) {
    inputShape = network.inputShape
    let kinds = network.layers.map(\.kind)
    rows = network.layers.enumerated().map { index, layer in
      let isOnlyOne = kinds.count { $0 == layer.kind } == 1
      let number = kinds[...index].count { $0 == layer.kind }
      return Row(
        name: layer.kind.lowercased() + (isOnlyOne ? "" : " \(number)"), kind: layer.kind,
        setting: Self.setting(of: layer), isActivation: Self.isActivation(layer),
        outputWidth: network.widths[index + 1],
        parameterCount: layer.parameters.reduce(0) { $0 + $1.values.elements.count })
    }
    parameterCount = network.parameterCount
  }

  /// The memory of the trained values: four bytes each.
  public var parameterBytes: Int { parameterCount * MemoryLayout<Float>.size }

  /// The widths from input to output with one entry for each dense layer: "64-64-10".
  public var widths: String {
    let dense = rows.filter { $0.kind == Dense.kind }.map(\.outputWidth)
    return ([inputShape.count] + dense).map(String.init).joined(separator: "-")
  }

  static func isActivation(_ layer: any Layer) -> Bool {
    layer is any ElementwiseActivation || layer is Softmax
  }

  private static func setting(of layer: any Layer) -> String? {
    switch layer {
    case let layer as LeakyReLU: "slope \(layer.negativeSlope)"
    case let layer as ELU: "α \(layer.alpha)"
    case let layer as GELU where layer.form == .tanh: "tanh form"
    case let layer as Dropout: "rate \(layer.rate)"
    case let layer as Scaling: setting(of: layer)
    default: nil
    }
  }

  /// The map itself where it is the same for all features.
  private static func setting(of scaling: Scaling) -> String? {
    guard let shift = scaling.shift.first, let factor = scaling.factor.first,
      scaling.shift.allSatisfy({ $0 == shift }), scaling.factor.allSatisfy({ $0 == factor })
    else { return "per feature" }
    let inverse = 1 / factor
    let isDivision = abs(inverse) > 1 && abs(inverse) < 1e6 && inverse == inverse.rounded()
    let scaled = isDivision ? "÷ \(Int(inverse))" : "× \(factor)"
    return shift == 0 ? scaled : "− \(shift), \(scaled)"
  }
}
