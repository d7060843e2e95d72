import LimnCore
import LimnNetwork

/// Matrix products: dense layers.
extension GraphReader {
  /// `MatMul(x, W)`, or `MatMul(W, x)` where the batch is the last axis.
  mutating func matrixProduct(_ node: GraphNode) throws -> Line {
    switch (try value(0, of: node), try value(1, of: node)) {
    case (.line, .constant(let weights)):
      let line = try settled(0, of: node)
      return try product(of: line, with: try matrix(weights, node), bias: nil, node)
    case (.constant(let weights), .line):
      let line = try settled(1, of: node)
      let matrix = try matrix(weights, node)
      return try product(of: matrix, with: line, bias: nil, node)
    case (.line, .line):
      throw ONNXError.branching(file: file, node: node.identity)
    default:
      throw refusal(of: node, expected: "a value that comes from the model's input and a constant")
    }
  }

  /// `alpha · A′ · B′ + beta · C`, where A′ and B′ may be transposed.
  mutating func gemm(_ node: GraphNode) throws -> Line {
    let alpha = node.float("alpha", default: 1)
    let beta = node.float("beta", default: 1)
    guard alpha.isFinite, beta.isFinite else {
      throw refusal(of: node, expected: "a finite alpha and beta")
    }
    let isFirstTransposed = node.integer("transA", default: 0) != 0
    let isSecondTransposed = node.integer("transB", default: 0) != 0
    let bias = try addend(of: node).map { Addend(constant: $0, factor: beta) }
    switch (try value(0, of: node), try value(1, of: node)) {
    case (.line, .constant(let weights)):
      var line = try settled(0, of: node)
      if isFirstTransposed { line.shape.reverse() }
      let matrix = try matrix(weights, node, transposed: isSecondTransposed, scaledBy: alpha)
      return try product(of: line, with: matrix, bias: bias, node)
    case (.constant(let weights), .line):
      var line = try settled(1, of: node)
      if isSecondTransposed { line.shape.reverse() }
      let matrix = try matrix(weights, node, transposed: isFirstTransposed, scaledBy: alpha)
      return try product(of: matrix, with: line, bias: bias, node)
    case (.line, .line):
      throw ONNXError.branching(file: file, node: node.identity)
    default:
      throw refusal(of: node, expected: "a value that comes from the model's input and a constant")
    }
  }

  /// What a product adds: `factor · constant`.
  private struct Addend {
    let constant: ConstantTensor
    let factor: Float
  }

  private func addend(of node: GraphNode) throws -> ConstantTensor? {
    guard node.input(2) != nil else { return nil }
    switch try value(2, of: node) {
    case .constant(let constant): return constant
    case .line: throw ONNXError.branching(file: file, node: node.identity)
    case .label: throw refusal(of: node, expected: "no label among its inputs")
    }
  }

  /// A constant of two axes as a matrix.
  private func matrix(
    _ constant: ConstantTensor, _ node: GraphNode, transposed: Bool = false,
    scaledBy alpha: Float = 1
  ) throws -> Matrix {
    let numbers = try constant.numbers(file: file)
    guard constant.shape.count == 2, !numbers.isEmpty else {
      throw refusal(of: node, expected: "weights of two axes, neither of them empty")
    }
    // Before anything is copied: the layers could not hold it.
    guard numbers.count <= tree.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    let matrix = Matrix(rows: constant.shape[0], columns: constant.shape[1], elements: numbers)
    let oriented = transposed ? matrix.transposed() : matrix
    return alpha == 1 ? oriented : oriented.map { alpha * $0 }
  }

  /// `x W + bias`, x being N×F or N×1×F.
  private mutating func product(
    of line: Line, with weights: Matrix, bias: Addend?, _ node: GraphNode
  ) throws -> Line {
    let axis = line.shape.count - 1
    guard axis > 0, line.shape[axis] == weights.rows, line.width == weights.rows else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: line.shape,
        constant: [weights.rows, weights.columns])
    }
    return try dense(weights, after: line, featureAxis: axis, bias: bias, node)
  }

  /// `W x + bias`, x being F×N: the same as `xᵀ Wᵀ`.
  private mutating func product(
    of weights: Matrix, with line: Line, bias: Addend?, _ node: GraphNode
  ) throws -> Line {
    guard line.shape == [weights.columns, nil] else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: line.shape,
        constant: [weights.rows, weights.columns])
    }
    return try dense(weights.transposed(), after: line, featureAxis: 0, bias: bias, node)
  }

  private mutating func dense(
    _ weights: Matrix, after line: Line, featureAxis: Int, bias: Addend?, _ node: GraphNode
  ) throws -> Line {
    var shape = line.shape
    shape[featureAxis] = weights.columns
    var values = [Float](repeating: 0, count: weights.columns)
    if let bias, bias.factor != 0 {
      values = try broadcast(bias.constant, to: shape, node).map { bias.factor * $0 }
    }
    guard (weights.elements + values).allSatisfy(\.isFinite) else {
      throw refusal(of: node, expected: "weights that alpha and beta leave finite")
    }
    var result = try self.line(line, then: Dense(weights: weights, bias: values))
    result.shape = shape
    result.awaitsBias = bias == nil
    return result
  }
}

extension Matrix {
  fileprivate func transposed() -> Matrix {
    Matrix(rows: columns, columns: rows) { target in
      elements.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
        }
      }
    }
  }
}
