import LimnCore

/// A weighted sum of several values of the same shape, `y = Σ_k f_k x_k`: a residual connection or,
/// with a factor of −1, a difference.
///
/// Derivation (Docs/Derivations/affine.md): `∂L/∂x_k = f_k ∂L/∂y`.
public struct Sum: AffineOperation, Equatable {
  /// The factor of each value.
  public let factors: [Float]

  /// Creates a weighted sum with one factor for each value, at least one.
  public init(factors: [Float]) {
    precondition(!factors.isEmpty, "a sum of nothing")
    self.factors = factors
  }

  /// Creates the plain sum of `count` values.
  public init(of count: Int) {
    self.init(factors: [Float](repeating: 1, count: count))
  }

  public var kind: String { "Sum" }

  public var setting: String? {
    factors.allSatisfy { $0 == 1 } ? nil : "× " + factors.map { "\($0)" }.joined(separator: ", ")
  }

  public func outputShape(for inputs: [Shape]) throws -> Shape {
    guard inputs.count == factors.count else {
      throw NetworkError.inputCount(
        operation: kind, found: inputs.count, expected: factors.count)
    }
    for input in inputs where input.count != inputs[0].count {
      throw NetworkError.shape(
        operation: kind, found: input.sizes, expected: inputs[0].sizes)
    }
    return inputs[0]
  }

  public func map<T: Scalar>(_ inputs: [[T]], rows: Int, bias: Bool) -> [T] {
    let count = inputs[0].count
    return [T](unsafeUninitializedCapacity: count) { target, initialized in
      initialized = count
      for (number, input) in inputs.enumerated() {
        let factor = T(factors[number])
        input.withUnsafeBufferPointer { x in
          if number == 0 {
            for i in 0..<count { target[i] = factor * x[i] }
          } else {
            for i in 0..<count { target[i] += factor * x[i] }
          }
        }
      }
    }
  }

  public func transpose<T: Scalar>(_ outputGradient: [T], rows: Int) -> [[T]] {
    factors.map { factor in
      factor == 1 ? outputGradient : outputGradient.map { T(factor) * $0 }
    }
  }
}
