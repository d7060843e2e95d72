import LimnCore

/// A row of units and the layers that produce it: the input or the outputs of a dense layer, and
/// the layers that then act on each unit (scaling, activation, dropout, softmax).
///
/// A network is the sequence of its stages; all weights lie between consecutive stages.
public struct NetworkStage: Sendable {
  /// The position of a stage in the network.
  public enum Role: Sendable, Hashable {
    /// The network's input.
    case input
    /// A hidden stage, counted from 1.
    case hidden(Int)
    /// The network's output.
    case output
  }

  /// The position of the stage.
  public let role: Role
  /// The layers that belong to the stage. Empty for an input that enters a dense layer directly.
  public let layers: Range<Int>
  /// The number of units.
  public let width: Int
  /// The layer whose outputs are the units; `nil` for the input.
  public let dense: Dense?
  /// The names of the activations of the units, in order: "ReLU", "Softmax".
  public let activations: [String]
}

extension NetworkStage: CustomStringConvertible {
  /// The stage's name: "input", "hidden 1", "output".
  public var description: String {
    switch role {
    case .input: "input"
    case .hidden(let number): "hidden \(number)"
    case .output: "output"
    }
  }
}

extension Network {
  /// The stages from the input to the output: one more than there are dense layers.
  ///
  /// A layer that is not dense belongs to the stage before it. Empty for a network that is not a
  /// sequence of rows of units, because it has branches, convolutions, pooling or similar
  /// operations.
  public var stages: [NetworkStage] {
    guard isChainOfDenseLayers else { return [] }
    let starts = layers.indices.filter { layers[$0] is Dense }
    let bounds = zip([0] + starts, starts + [layers.count])
    return bounds.enumerated().map { number, bounds in
      let range = bounds.0..<bounds.1
      let role: NetworkStage.Role =
        number == 0 ? .input : number == starts.count ? .output : .hidden(number)
      return NetworkStage(
        role: role, layers: range, width: widths[range.upperBound],
        dense: number == 0 ? nil : layers[range.lowerBound] as? Dense,
        activations: layers[range].filter(\.isActivation).map(\.kind))
    }
  }

  /// Whether the network is a chain in which only dense layers have parameters or change the number
  /// of units.
  private var isChainOfDenseLayers: Bool {
    isChain
      && nodes.indices.allSatisfy { index in
        if let dense = nodes[index].operation as? Dense {
          return widths[index] == dense.weights.rows
        }
        return nodes[index].operation.parameters.isEmpty && widths[index] == widths[index + 1]
          && !(nodes[index].operation is SparseMap) && !(nodes[index].operation is Maximum)
      }
  }

  /// The values before and after the activation of a stage for a batch: the output of the dense
  /// layer (`nil` for the input stage) and the output of the stage.
  ///
  /// - Parameters:
  ///   - stage: one of ``stages``.
  ///   - inputs: the batch.
  ///   - outputs: the result of ``activations(of:)`` for the batch.
  public func values(of stage: NetworkStage, inputs: Matrix, outputs: [Matrix]) -> (
    preActivation: Matrix?, activation: Matrix
  ) {
    guard let last = stage.layers.last else { return (nil, inputs) }
    return (stage.dense == nil ? nil : outputs[stage.layers.lowerBound], outputs[last])
  }
}
