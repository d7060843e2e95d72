import LimnCore

/// The softmax over the columns of each row, `y_k = exp(u_k)/Σ_j exp(u_j)`.
///
/// Derivation (Docs/Derivations/softmax.md): `∂y_k/∂u_j = y_k([j = k] − y_j)`, so
///
///     ∂L/∂u_j = y_j (∂L/∂y_j − Σ_k ∂L/∂y_k · y_k)
///
/// It saves `y`. Combined with cross-entropy, the gradient is simpler; see the training module.
public struct Softmax: Layer, Equatable {
  /// Creates a softmax over all values of an example.
  public init() {}
  public var kind: String { "Softmax" }
  public var isActivation: Bool { true }

  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    let output = input.softmaxOfRows()
    return (output, output)
  }

  public func inputGradient(_ outputGradient: Matrix, saved output: Matrix) -> Matrix {
    let columns = output.columns
    return Matrix(rows: output.rows, columns: columns) { target in
      output.elements.withUnsafeBufferPointer { y in
        outputGradient.elements.withUnsafeBufferPointer { gradient in
          for start in stride(from: 0, to: y.count, by: max(columns, 1)) {
            let row = start..<start + columns
            let inner = row.reduce(Float(0)) { $0 + gradient[$1] * y[$1] }
            for i in row { target[i] = y[i] * (gradient[i] - inner) }
          }
        }
      }
    }
  }
}
