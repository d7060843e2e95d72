import LimnCore

/// `y_k = exp(u_k)/Σ_j exp(u_j)` over the columns of each row.
///
/// Derivation (Docs/Derivations/softmax.md): `∂y_k/∂u_j = y_k([j = k] − y_j)`, so
///
///     ∂L/∂u_j = y_j (∂L/∂y_j − Σ_k ∂L/∂y_k · y_k)
///
/// It saves `y`. Fused with cross-entropy the gradient is simpler still; see the training module.
public struct Softmax: Layer, Equatable {
  public init() {}
  public var kind: String { "Softmax" }

  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    let output = input.softmaxOfRows()
    return (output, output)
  }

  public func inputGradient(_ outputGradient: Matrix, saved output: Matrix) -> Matrix {
    Matrix(rows: output.rows, columns: output.columns) { target in
      for row in 0..<output.rows {
        let (y, gradient) = (output[row: row], outputGradient[row: row])
        let inner = zip(gradient, y).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        for (column, (g, value)) in zip(gradient, y).enumerated() {
          target[row * output.columns + column] = value * (g - inner)
        }
      }
    }
  }
}
