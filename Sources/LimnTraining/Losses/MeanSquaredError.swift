import LimnCore

/// The mean squared error between outputs and targets.
///
/// Derivation (Docs/Derivations/losses.md). Over the `n·k` elements of a batch:
///
///     L = 1/(nk) Σ (y − t)²
///     ∂L/∂y = 2/(nk) (y − t)
///
/// The mean is over outputs as well as rows, as in PyTorch and Keras.
public enum MeanSquaredError {
  /// The mean loss of a batch and its gradient with respect to the outputs.
  ///
  /// - Parameters:
  ///   - outputs: `n × k`.
  ///   - targets: `n × k`.
  public static func evaluate(outputs: Matrix, targets: Matrix) -> LossAndGradient {
    precondition(
      targets.rows == outputs.rows && targets.columns == outputs.columns,
      "targets have the outputs' shape")
    let count = max(outputs.elements.count, 1)
    let factor = 2 / Float(count)
    var total = 0.0
    let gradient = Matrix(rows: outputs.rows, columns: outputs.columns) { gradient in
      outputs.elements.withUnsafeBufferPointer { outputs in
        targets.elements.withUnsafeBufferPointer { targets in
          for i in gradient.indices {
            let difference = outputs[i] - targets[i]
            total += Double(difference) * Double(difference)
            gradient[i] = factor * difference
          }
        }
      }
    }
    return LossAndGradient(loss: total / Double(count), gradient: gradient)
  }
}
