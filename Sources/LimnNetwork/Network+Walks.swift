import LimnCore

/// One forward pass at inference, up to the scores, with all that it leaves: what a walk back through
/// the network looks at.
///
/// Memory: every value of every example at once.
public struct ForwardTrace: Sendable {
  /// Every value up to the scores: the input, then what each node gives.
  public let values: [Matrix]
  /// What each node saved for its gradients.
  let saved: [Saved]

  /// The number of examples.
  public var rows: Int { values[0].rows }
}

/// Forward with everything kept, and back by whatever rule each node is given.
extension Network {
  /// The forward pass of a batch, nothing of it let go.
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

  /// Carries a message back from one value to another: each node on the way makes of what arrives at
  /// its output what it sends to each of its inputs, and a value with several consumers adds up what
  /// they send. With each node's gradients for a rule this is backpropagation.
  ///
  /// - Parameters:
  ///   - message: what stands at `value`, a row for each example.
  ///   - value: where the walk begins; `nil` for the scores.
  ///   - lowest: the value it goes back to; nothing is sent to values before it.
  ///   - rule: told a node and what arrived at its output; gives a matrix for each of its inputs, or
  ///     none at all.
  /// - Returns: what arrives at `lowest`; `nil` where no path leads there.
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
  /// An affine node needs no point, and takes any number of rows.
  public func inputGradients(ofNode index: Int, _ outputGradient: Matrix, trace: ForwardTrace)
    -> [Matrix]
  {
    nodes[index].operation.inputGradients(outputGradient, saved: trace.saved[index])
  }
}
