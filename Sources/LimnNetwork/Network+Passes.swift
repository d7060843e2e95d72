import LimnCore

/// Forward and backward passes through the graph.
extension Network {
  /// The raw scores of a batch, which are the input of the ``link``. Each value is released after
  /// its last use.
  ///
  /// Cost: one matrix product for each dense layer.
  ///
  /// - Parameter inputs: `n × inputShape.count`.
  /// - Returns: `n × outputCount`.
  public func scores(of inputs: Matrix) -> Matrix {
    guard !isChain else {
      var value = inputs
      for node in nodes.prefix(scoreNodeCount) { value = node.operation.forward([value]).output }
      return value
    }
    return value(scoreValue, of: inputs)
  }

  /// The raw scores of a batch; `visit` is called with each node's index and the values that it
  /// takes.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - visit: called for each node up to the scores, in order.
  /// - Returns: `n × outputCount`.
  public func scores(of inputs: Matrix, visiting visit: (_ node: Int, _ inputs: [Matrix]) -> Void)
    -> Matrix
  {
    var index = -1
    return forward(inputs) { operation, values in
      index += 1
      visit(index, values)
      return (operation.forward(values).output, .nothing)
    }.scores
  }

  /// The network's own output for a batch: ``link`` applied to the scores.
  ///
  /// - Parameter inputs: `n × inputShape.count`.
  /// - Returns: `n × outputCount`.
  public func output(of inputs: Matrix) -> Matrix { value(nodes.count, of: inputs) }

  /// The probabilities of a batch: the softmax of the scores or, for a network that ends in a
  /// sigmoid, the sigmoid of each score.
  ///
  /// - Parameter inputs: `n × inputShape.count`.
  /// - Returns: `n × outputCount`.
  public func probabilities(of inputs: Matrix) -> Matrix {
    link == .sigmoid ? output(of: inputs) : scores(of: inputs).softmaxOfRows()
  }

  /// One value for a batch: 0 is the input, k + 1 the output of node k.
  private func value(_ wanted: Int, of inputs: Matrix) -> Matrix {
    var values: [Matrix?] = [inputs]
    for (index, node) in nodes.prefix(wanted).enumerated() {
      values.append(node.operation.forward(node.inputs.map { values[$0]! }).output)
      for value in node.inputs where lastUses[value] == index && value != wanted {
        values[value] = nil
      }
    }
    return values[wanted]!
  }

  /// The outputs of all nodes for a batch, including a final softmax.
  ///
  /// - Parameter inputs: `n × inputShape.count`.
  /// - Returns: one matrix for each node, `n ×` the width of its output. Memory: all of them at
  ///   once.
  public func activations(of inputs: Matrix) -> [Matrix] {
    var values = [inputs]
    for node in nodes {
      values.append(node.operation.forward(node.inputs.map { values[$0] }).output)
    }
    return Array(values.dropFirst())
  }

  /// The gradient of the scores, weighted by `cotangents`, with respect to the input.
  ///
  /// Cost: two matrix products for each dense layer.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - cotangents: `n × outputCount`.
  /// - Returns: `n × inputShape.count`.
  public func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) -> Matrix {
    scoresAndGradients(at: inputs) { _ in cotangents }.gradients
  }

  /// The scores and the gradients for cotangents computed from them, with a single forward pass.
  /// Cost: two matrix products for each dense layer.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - cotangents: returns, for the scores, `n × outputCount`, the weights to differentiate with,
  ///     `n × outputCount`.
  /// - Returns: the scores, `n × outputCount`, and the gradients, `n × inputShape.count`.
  /// - Throws: whatever `cotangents` throws.
  public func scoresAndGradients(
    at inputs: Matrix, cotangents: (_ scores: Matrix) throws -> Matrix
  ) rethrows -> (scores: Matrix, gradients: Matrix) {
    let (scores, tape) = forward(inputs) { $0.forward($1) }
    let cotangents = try cotangents(scores)
    let gradients = carryBack(cotangents) { index, gradient in
      nodes[index].operation.inputGradients(gradient, saved: tape[index])
    }
    return (scores, gradients ?? Matrix(rows: inputs.rows, columns: inputs.columns))
  }

  /// The scores in training (dropout draws from `stream`) and the tape for
  /// ``parameterGradients(_:tape:)``.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - stream: the source of random numbers for dropout.
  /// - Returns: the scores, `n × outputCount`, and the saved state of each node.
  public func trainingForward(_ inputs: Matrix, stream: inout RandomStream) -> (
    logits: Matrix, tape: [Saved]
  ) {
    let (logits, tape) = forward(inputs) { $0.trainingForward($1, stream: &stream) }
    return (logits, tape)
  }

  /// `∂L/∂p` for every parameter of every node, from `scoreGradient = ∂L/∂scores` and the tape of
  /// ``trainingForward(_:stream:)``. Nothing is propagated back beyond the first node with
  /// parameters.
  ///
  /// - Returns: for each node up to the scores, the gradients of its parameters in the operation's
  ///   order.
  public func parameterGradients(_ scoreGradient: Matrix, tape: [Saved]) -> [[Matrix]] {
    var gradients = [[Matrix]](repeating: [], count: scoreNodeCount)
    guard
      let first = nodes.prefix(scoreNodeCount).firstIndex(where: {
        !$0.operation.parameters.isEmpty
      })
    else { return gradients }
    _ = carryBack(scoreGradient, to: first) { index, gradient in
      let operation = nodes[index].operation
      gradients[index] = operation.parameterGradients(gradient, saved: tape[index])
      guard nodes[index].inputs.contains(where: { $0 > first }) else { return [] }
      return operation.inputGradients(gradient, saved: tape[index])
    }
    return gradients
  }

  /// The scores, and the saved state of each node up to them.
  private func forward(
    _ inputs: Matrix, by run: (any Operation, [Matrix]) -> (output: Matrix, saved: Saved)
  ) -> (scores: Matrix, tape: [Saved]) {
    var values: [Matrix?] = [inputs]
    var tape: [Saved] = []
    tape.reserveCapacity(scoreNodeCount)
    let wanted = scoreValue
    for (index, node) in nodes.prefix(scoreNodeCount).enumerated() {
      let (output, saved) = run(node.operation, node.inputs.map { values[$0]! })
      tape.append(saved)
      values.append(output)
      for value in node.inputs where lastUses[value] == index && value != wanted {
        values[value] = nil
      }
    }
    return (values[wanted]!, tape)
  }
}

extension Matrix {
  /// The elementwise sum; both matrices have the same shape.
  func adding(_ other: Matrix) -> Matrix {
    precondition(rows == other.rows && columns == other.columns, "a sum of two shapes")
    return Matrix(rows: rows, columns: columns) { target in
      elements.withUnsafeBufferPointer { a in
        other.elements.withUnsafeBufferPointer { b in
          for i in a.indices { target[i] = a[i] + b[i] }
        }
      }
    }
  }
}
