#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The softmax of a row of logits, in `Double`.
///
/// Computed as `p_k = exp(z_k − m) / Σ_j exp(z_j − m)` with `m = max z`, so that no finite logit
/// overflows.
///
/// - Returns: one probability for each logit; they sum to 1.
public func softmax(_ logits: some Collection<Float>) -> [Double] {
  let peak = Double(logits.max() ?? 0)
  let powers = logits.map { exp(Double($0) - peak) }
  let total = powers.reduce(0, +)
  return powers.map { $0 / total }
}

extension Matrix {
  /// The softmax of every row, computed in `Double` as ``softmax(_:)`` does.
  ///
  /// - Returns: a matrix of the same shape, whose rows sum to 1 up to rounding.
  public func softmaxOfRows() -> Matrix {
    var powers = [Double](repeating: 0, count: columns)
    return Matrix(rows: rows, columns: columns) { target in
      elements.withUnsafeBufferPointer { z in
        for start in stride(from: 0, to: z.count, by: max(columns, 1)) {
          var peak = z[start]
          for column in 0..<columns { peak = max(peak, z[start + column]) }
          var total = 0.0
          for column in 0..<columns {
            powers[column] = exp(Double(z[start + column]) - Double(peak))
            total += powers[column]
          }
          for column in 0..<columns { target[start + column] = Float(powers[column] / total) }
        }
      }
    }
  }
}
