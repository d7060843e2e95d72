import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The cross-entropy of softmax probabilities, combined with the softmax: it takes logits.
///
/// Derivation (Docs/Derivations/losses.md). For a row `z` with target probabilities `t`, `Σ t = 1`,
/// and `p = softmax(z)`:
///
///     L = −Σ_k t_k log p_k = log Σ_j exp(z_j) − Σ_k t_k z_k
///     ∂L/∂z_k = p_k − t_k
///
/// With `m = max z`, `log Σ_j exp(z_j) = m + log Σ_j exp(z_j − m)`: no exponent is positive and the
/// sum is at least 1, so no finite logit causes overflow or `log 0`. The loss of a batch is the
/// mean over its rows.
public enum SoftmaxCrossEntropy {
  /// The mean loss of a batch with one class for each row, and its gradient with respect to the
  /// logits.
  ///
  /// - Parameters:
  ///   - logits: `n × classes`.
  ///   - labels: the class of each row, in `0..<classes`.
  public static func evaluate(logits: Matrix, labels: [Int]) -> LossAndGradient {
    precondition(labels.count == logits.rows, "\(labels.count) labels for \(logits.rows) rows")
    let classes = logits.columns
    let share = 1 / Float(max(logits.rows, 1))
    var total = 0.0
    let gradient = Matrix(rows: logits.rows, columns: classes) { gradient in
      logits.elements.withUnsafeBufferPointer { logits in
        for (row, label) in labels.enumerated() {
          precondition((0..<classes).contains(label), "label \(label) among \(classes) classes")
          let z = UnsafeBufferPointer(rebasing: logits[row * classes..<(row + 1) * classes])
          let p = UnsafeMutableBufferPointer(
            rebasing: gradient[row * classes..<(row + 1) * classes])
          total += softmax(z, into: p) - Double(z[label])
          p[label] -= 1
          for k in p.indices { p[k] *= share }
        }
      }
    }
    return LossAndGradient(loss: total / Double(max(logits.rows, 1)), gradient: gradient)
  }

  /// The mean loss of a batch with probabilities for each row, and its gradient with respect to the
  /// logits.
  ///
  /// - Parameters:
  ///   - logits: `n × classes`.
  ///   - targets: `n × classes`; each row sums to 1.
  public static func evaluate(logits: Matrix, targets: Matrix) -> LossAndGradient {
    precondition(
      targets.rows == logits.rows && targets.columns == logits.columns,
      "targets have the logits' shape")
    let classes = logits.columns
    let share = 1 / Float(max(logits.rows, 1))
    var total = 0.0
    let gradient = Matrix(rows: logits.rows, columns: classes) { gradient in
      logits.elements.withUnsafeBufferPointer { logits in
        for row in 0..<targets.rows {
          let z = UnsafeBufferPointer(rebasing: logits[row * classes..<(row + 1) * classes])
          let p = UnsafeMutableBufferPointer(
            rebasing: gradient[row * classes..<(row + 1) * classes])
          total += softmax(z, into: p)
          for k in p.indices {
            let target = targets.elements[row * classes + k]
            total -= Double(target) * Double(z[k])
            p[k] = (p[k] - target) * share
          }
        }
      }
    }
    return LossAndGradient(loss: total / Double(max(logits.rows, 1)), gradient: gradient)
  }

  /// The mean loss without the gradient; the sum over rows is in `Double`.
  public static func loss(logits: Matrix, labels: [Int]) -> Double {
    precondition(labels.count == logits.rows, "\(labels.count) labels for \(logits.rows) rows")
    let classes = logits.columns
    return logits.elements.withUnsafeBufferPointer { logits in
      var total = 0.0
      for (row, label) in labels.enumerated() {
        precondition((0..<classes).contains(label), "label \(label) among \(classes) classes")
        let z = UnsafeBufferPointer(rebasing: logits[row * classes..<(row + 1) * classes])
        let peak = largest(z)
        var sum: Float = 0
        for value in z { sum += exp(value - peak) }
        total += Double(peak) + Double(log(sum)) - Double(z[label])
      }
      return total / Double(max(labels.count, 1))
    }
  }

  /// Writes `softmax(z)` to `p` and returns `log Σ_j exp(z_j)`.
  private static func softmax(
    _ z: UnsafeBufferPointer<Float>, into p: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let peak = largest(z)
    var sum: Float = 0
    for k in z.indices {
      p[k] = exp(z[k] - peak)
      sum += p[k]
    }
    for k in p.indices { p[k] /= sum }
    return Double(peak) + Double(log(sum))
  }

  private static func largest(_ z: UnsafeBufferPointer<Float>) -> Float {
    var peak = -Float.infinity
    for value in z where value > peak { peak = value }
    return peak
  }
}
