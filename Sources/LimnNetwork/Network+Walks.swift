import LimnCore

/// A forward pass at inference, up to the scores, with all values kept for a backward walk through
/// the network.
///
/// Memory: every value of every example.
public struct ForwardTrace: Sendable {
  /// All values up to the scores: the input, then the output of each node.
  public let values: [Matrix]
  /// What each node saved for its gradients.
  let saved: [Saved]

  /// The number of examples.
  public var rows: Int { values[0].rows }
}

/// Forward passes that keep everything, and backward walks with a rule for each node.
extension Network {
  /// Runs a forward pass for a batch, `n × inputShape.count`, and keeps every value.
  public func trace(of inputs: Matrix) -> ForwardTrace {
    var values = [inputs]
    var saved: [Saved] = []
    for node in nodes.prefix(scoreNodeCount) {
      let (output, own) = node.operation.forward(node.inputs.map { values[$0] })
      values.append(output)
      saved.append(own)
    }
    return ForwardTrace(values: values, saved: saved)
  }

  /// Propagates a message from one value back to another. Each node on the way turns the message at
  /// its output into a message for each of its inputs; messages to a value with several consumers
  /// are added. With gradients as the rule, this is backpropagation.
  ///
  /// - Parameters:
  ///   - message: the message at `value`, one row for each example.
  ///   - value: the value at which the walk begins; `nil` for the scores.
  ///   - lowest: the value at which the walk ends; values before it receive nothing.
  ///   - rule: called with a node's index and the message at its output; returns one message for
  ///     each of its inputs, or an empty array.
  /// - Returns: the message at `lowest`; `nil` if no path leads there.
  /// - Throws: whatever `rule` throws.
  public func carryBack(
    _ message: Matrix, from value: Int? = nil, to lowest: Int = 0,
    by rule: (_ node: Int, _ message: Matrix) throws -> [Matrix]
  ) rethrows -> Matrix? {
    let start = value ?? scoreValue
    var messages = [Matrix?](repeating: nil, count: start + 1)
    messages[start] = message
    for index in (0..<start).reversed() where index >= lowest {
      guard let arrived = messages[index + 1] else { continue }
      messages[index + 1] = nil
      let sent = try rule(index, arrived)
      for (value, part) in zip(nodes[index].inputs, sent) where value >= lowest {
        messages[value] = messages[value].map { $0.adding(part) } ?? part
      }
    }
    return messages[lowest]
  }

  /// `∂L/∂input` for each input of a node, from `∂L/∂output` at the points of a trace.
  ///
  /// An affine node does not use the point and accepts any number of rows.
  ///
  /// - Parameters:
  ///   - index: the index of the node.
  ///   - outputGradient: `∂L/∂output`, one row for each example.
  ///   - trace: a forward pass at the points where to differentiate.
  /// - Returns: one gradient for each input of the node.
  public func inputGradients(ofNode index: Int, _ outputGradient: Matrix, trace: ForwardTrace)
    -> [Matrix]
  {
    nodes[index].operation.inputGradients(outputGradient, saved: trace.saved[index])
  }
}
