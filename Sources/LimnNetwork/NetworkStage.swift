import LimnCore

/// A row of units and what makes them: the input, or a dense layer's outputs, with the layers that
/// then act on each unit (scaling, activation, dropout, softmax).
///
/// A network is its stages in order; all weights lie between one stage and the next.
public struct NetworkStage: Sendable {
  /// Where in the network a stage stands.
  public enum Role: Sendable, Hashable {
    /// The network's input.
    case input
    /// The hidden stages are counted from 1.
    case hidden(Int)
    /// What the network gives at last.
    case output
  }

  /// What the stage stands for.
  public let role: Role
  /// The layers of the network that belong to it. Empty for an input that enters a dense layer as
  /// it is.
  public let layers: Range<Int>
  /// The number of units.
  public let width: Int
  /// The layer whose outputs the units are; `nil` for the input.
  public let dense: Dense?
  /// The activation of its units, in the layers' order after the dense one: "ReLU", "Softmax".
  public let activations: [String]
}

extension NetworkStage: CustomStringConvertible {
  /// "input", "hidden 1", "output".
  public var description: String {
    switch role {
    case .input: "input"
    case .hidden(let number): "hidden \(number)"
    case .output: "output"
    }
  }
}

extension Network {
  /// The rows of units, from the input to the output: one more than there are dense layers.
  ///
  /// A layer that is not dense belongs to the stage before it. Empty for a network with branches, or
  /// with convolutions, pools and the like: it is no succession of rows of units.
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

  /// Whether all that changes the number of units, or is trained, are dense layers in a row.
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

  /// What enters and what leaves a stage's activation, for a batch: with ``activations(of:)`` as
  /// `outputs`, the dense layer's output and the stage's. The input stage has only the second.
  public func values(of stage: NetworkStage, inputs: Matrix, outputs: [Matrix]) -> (
    preActivation: Matrix?, activation: Matrix
  ) {
    guard let last = stage.layers.last else { return (nil, inputs) }
    return (stage.dense == nil ? nil : outputs[stage.layers.lowerBound], outputs[last])
  }
}
