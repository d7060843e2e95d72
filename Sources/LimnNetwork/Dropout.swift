import LimnCore

/// Inverted dropout (Srivastava et al. 2014). In training, each element is kept with probability
/// `1 − rate` and divided by it, otherwise set to 0; at inference, dropout is the identity.
///
/// Derivation (Docs/Derivations/dropout.md): with the mask `m ∈ {0, 1/(1 − rate)}` the layer is
/// `y = m ⊙ x`, so `∂L/∂x = m ⊙ ∂L/∂y`. It saves `m`, all ones at inference.
public struct Dropout: Layer, Equatable {
  /// The probability of dropping an element, in `0..<1`.
  public let rate: Float

  /// Creates a dropout layer with a rate in `0..<1`.
  public init(rate: Float) {
    precondition((0..<1).contains(rate), "a dropout rate lies in 0..<1, not at \(rate)")
    self.rate = rate
  }

  public var kind: String { "Dropout" }
  public var setting: String? { "rate \(rate)" }
  public func localForm(for inputs: [Shape]) -> LocalForm { .identity }

  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    (input, Matrix(rows: input.rows, columns: input.columns, repeating: 1))
  }

  public func trainingForward(_ input: Matrix, stream: inout RandomStream) -> (
    output: Matrix, saved: Matrix
  ) {
    let kept = 1 / (1 - rate)
    let mask = input.map { _ in stream.uniform() < Double(rate) ? 0 : kept }
    return (input.multipliedElementwise(by: mask), mask)
  }

  public func inputGradient(_ outputGradient: Matrix, saved mask: Matrix) -> Matrix {
    outputGradient.multipliedElementwise(by: mask)
  }
}

extension Matrix {
  /// The elementwise product; both matrices have the same shape.
  func multipliedElementwise(by other: Matrix) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      elements.withUnsafeBufferPointer { a in
        other.elements.withUnsafeBufferPointer { b in
          for i in a.indices { target[i] = a[i] * b[i] }
        }
      }
    }
  }
}
