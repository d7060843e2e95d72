import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The cross-entropy of independent yes-or-no outputs, combined with their sigmoids: it takes
/// logits.
///
/// Derivation (Docs/Derivations/losses.md). Over the `n·k` elements of a batch, with targets `t` in
/// `0...1` and `p = σ(z)`:
///
///     L = −1/(nk) Σ t log p + (1 − t) log(1 − p)
///       = 1/(nk) Σ max(z, 0) − z t + log(1 + exp(−|z|))
///     ∂L/∂z = (p − t)/(nk)
///
/// No exponent is positive, so no finite logit causes overflow or `log 0`. The mean is over outputs
/// as well as rows, as in PyTorch and Keras.
public enum BinaryCrossEntropy {
  /// The mean loss of a batch and its gradient with respect to the logits.
  ///
  /// - Parameters:
  ///   - logits: `n × k`.
  ///   - targets: `n × k`, each in `0...1`.
  public static func evaluate(logits: Matrix, targets: Matrix) -> LossAndGradient {
    precondition(
      targets.rows == logits.rows && targets.columns == logits.columns,
      "targets have the logits' shape")
    let count = Double(max(logits.elements.count, 1))
    var total = 0.0
    let gradient = Matrix(rows: logits.rows, columns: logits.columns) { gradient in
      logits.elements.withUnsafeBufferPointer { logits in
        targets.elements.withUnsafeBufferPointer { targets in
          for i in gradient.indices {
            let (z, target) = (Double(logits[i]), Double(targets[i]))
            total += loss(z, target)
            gradient[i] = Float((logistic(z) - target) / count)
          }
        }
      }
    }
    return LossAndGradient(loss: total / count, gradient: gradient)
  }

  /// The mean loss without the gradient.
  public static func loss(logits: Matrix, targets: Matrix) -> Double {
    precondition(
      targets.rows == logits.rows && targets.columns == logits.columns,
      "targets have the logits' shape")
    let total = zip(logits.elements, targets.elements).reduce(0.0) {
      $0 + loss(Double($1.0), Double($1.1))
    }
    return total / Double(max(logits.elements.count, 1))
  }

  private static func loss(_ z: Double, _ target: Double) -> Double {
    max(z, 0) - z * target + log1p(exp(-abs(z)))
  }
}
