#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The softmax of a row of logits, in `Double`.
///
/// The largest logit is subtracted first, so no finite logit overflows:
/// `p_k = exp(z_k − m) / Σ_j exp(z_j − m)` with `m = max z`.
public func softmax(_ logits: some Collection<Float>) -> [Double] {
  let peak = Double(logits.max() ?? 0)
  let powers = logits.map { exp(Double($0) - peak) }
  let total = powers.reduce(0, +)
  return powers.map { $0 / total }
}

extension Matrix {
  /// The softmax of every row.
  public func softmaxOfRows() -> Matrix {
    var result: [Float] = []
    result.reserveCapacity(elements.count)
    for row in 0..<rows { result += softmax(self[row: row]).map(Float.init) }
    return Matrix(rows: rows, columns: columns, elements: result)
  }
}
