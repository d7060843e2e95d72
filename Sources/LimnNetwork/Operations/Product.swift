import LimnCore

/// The elementwise product of two values of the same shape, `y = a ⊙ b`, as in gates.
///
/// Derivation (Docs/Derivations/products.md): `∂L/∂a = ∂L/∂y ⊙ b`, `∂L/∂b = ∂L/∂y ⊙ a`. It saves both.
public struct Product: Operation, Equatable {
  /// Creates the elementwise product of two values.
  public init() {}
  public var kind: String { "Product" }

  public func outputShape(for inputs: [Shape]) throws -> Shape {
    guard inputs.count == 2 else {
      throw NetworkError.inputCount(operation: kind, found: inputs.count, expected: 2)
    }
    guard inputs[0].count == inputs[1].count else {
      throw NetworkError.shape(
        operation: kind, found: inputs[1].sizes, expected: inputs[0].sizes)
    }
    return inputs[0]
  }

  public func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved) {
    (inputs[0].multipliedElementwise(by: inputs[1]), .matrices(inputs))
  }

  public func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    saved.matrices.reversed().map { outputGradient.multipliedElementwise(by: $0) }
  }
}

/// Batched matrix products of two values, as in attention: for each of `batches`, `A` of rows ×
/// inner times `B` of inner × columns.
///
/// Derivation (Docs/Derivations/products.md): `∂L/∂A = ∂L/∂Y Bᵀ`, `∂L/∂B = Aᵀ ∂L/∂Y`. It saves both.
public struct MatrixProduct: Operation, Equatable {
  /// The number of matrices in one example.
  public let batches: Int
  /// The number of rows of the left factor.
  public let rows: Int
  /// The number of columns of the left factor and of rows of the right one.
  public let inner: Int
  /// The number of columns of the right factor.
  public let columns: Int
  /// The shape of the output for one example.
  public let output: Shape

  /// Creates batched products; `output` has batches × rows × columns elements.
  ///
  /// - Parameters:
  ///   - batches: the number of matrices in one example.
  ///   - rows: the number of rows of the left factor.
  ///   - inner: the number of columns of the left factor and of rows of the right one.
  ///   - columns: the number of columns of the right factor.
  ///   - output: the shape of the output for one example.
  public init(batches: Int, rows: Int, inner: Int, columns: Int, output: Shape) {
    precondition(output.count == batches * rows * columns, "a product of shape \(output)")
    self.batches = batches
    self.rows = rows
    self.inner = inner
    self.columns = columns
    self.output = output
  }

  public var kind: String { "MatrixProduct" }

  public func outputShape(for inputs: [Shape]) throws -> Shape {
    guard inputs.count == 2 else {
      throw NetworkError.inputCount(operation: kind, found: inputs.count, expected: 2)
    }
    for (input, expected) in zip(inputs, [[batches, rows, inner], [batches, inner, columns]])
    where input.count != expected.reduce(1, *) {
      throw NetworkError.shape(operation: kind, found: input.sizes, expected: expected)
    }
    return output
  }

  public func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved) {
    let examples = inputs[0].rows
    let result = product(
      inputs[0].elements, .asIs, inputs[1].elements, .asIs, count: examples * batches, rows,
      columns,
      inner)
    return (
      Matrix(rows: examples, columns: output.count, elements: result), .matrices(inputs)
    )
  }

  public func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    let (a, b) = (saved.matrices[0], saved.matrices[1])
    let count = a.rows * batches
    let left = product(
      outputGradient.elements, .asIs, b.elements, .transposed, count: count, rows, inner, columns)
    let right = product(
      a.elements, .transposed, outputGradient.elements, .asIs, count: count, inner, columns, rows)
    return [
      Matrix(rows: a.rows, columns: a.columns, elements: left),
      Matrix(rows: b.rows, columns: b.columns, elements: right),
    ]
  }

  /// Computes `count` products `op(A) op(B)` of m × k with k × n.
  private func product(
    _ a: [Float], _ aTransposition: Transposition, _ b: [Float], _ bTransposition: Transposition,
    count: Int, _ m: Int, _ n: Int, _ k: Int
  ) -> [Float] {
    var result = [Float](repeating: 0, count: count * m * n)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        result.withUnsafeMutableBufferPointer { result in
          guard let a = a.baseAddress, let b = b.baseAddress, let result = result.baseAddress else {
            return
          }
          for index in 0..<count {
            BLAS.multiplyAdd(
              rows: m, columns: n, inner: k, scale: 1, a + index * m * k,
              leading: aTransposition == .asIs ? k : m, aTransposition, b + index * k * n,
              leading: bTransposition == .asIs ? n : k, bTransposition, accumulate: 0,
              result + index * m * n, leading: n)
          }
        }
      }
    }
    return result
  }
}
