import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The posterior of ``GaussianProcess`` once more, from its definition: Shapley values of kernel
/// columns by counting out all coalitions, a factorization in plain loops, one observation after the
/// other.
struct PlainGaussianProcess {
  let values: [Double]
  let standardErrors: [Double]

  /// - Parameters:
  ///   - coalitions: the observed ones, the full one first, which is observed without noise.
  ///   - observed: `(v(S) − v(Sᶜ))/2` of each.
  ///   - innovations: the last predictions that the scale is taken from.
  ///   - factor: what a scale from so few is multiplied by.
  init(
    players n: Int, coalitions: [Int], observed: [Double], innovations: Int, factor: Double,
    decay: Double, noise: Double = 0.01, linear: Double = 100
  ) {
    func covariance(_ s: Int, _ t: Int) -> Double {
      let distance = (s ^ t).nonzeroBitCount
      return linear * Double(n - 2 * distance) / Double(n)
        + (pow(decay, Double(distance)) - pow(decay, Double(n - distance)))
        / (1 - pow(decay, Double(n)))
    }
    // w(s), joining a coalition of s others.
    var weights = [1 / Double(n)]
    for size in 1..<n { weights.append(weights[size - 1] * Double(size) / Double(n - size)) }
    /// What the value of coalition `s` counts in the Shapley value of `player`.
    func sign(_ s: Int, _ player: Int) -> Double {
      let size = s.nonzeroBitCount
      return s >> player & 1 == 1 ? weights[size - 1] : -weights[size]
    }
    let all = 0..<1 << n
    let m = coalitions.count
    let columns = (0..<n).map { player in
      coalitions.map { t in all.reduce(0.0) { $0 + sign($1, player) * covariance($1, t) } }
    }
    var prior = 0.0
    for s in all { for t in all { prior += sign(s, 0) * sign(t, 0) * covariance(s, t) } }

    var lower = [[Double]](repeating: [Double](repeating: 0, count: m), count: m)
    for i in 0..<m {
      for j in 0...i {
        var sum = covariance(coalitions[i], coalitions[j]) + (i == j && i > 0 ? noise : 0)
        for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
        lower[i][j] = i == j ? sum.squareRoot() : sum / lower[j][j]
      }
    }
    /// `L⁻¹ b`: each entry is how far b's next lies from what those before it predict, in
    /// deviations.
    func whitened(_ b: [Double]) -> [Double] {
      var result = b
      for i in 0..<m {
        for k in 0..<i { result[i] -= lower[i][k] * result[k] }
        result[i] /= lower[i][i]
      }
      return result
    }
    let surprises = whitened(observed)
    let last = surprises.suffix(innovations)
    let scale = (last.reduce(0) { $0 + $1 * $1 } / Double(last.count)).squareRoot()
    let white = columns.map(whitened)
    values = white.map { column in zip(column, surprises).reduce(0) { $0 + $1.0 * $1.1 } }
    standardErrors = white.map { column in
      (prior - column.reduce(0) { $0 + $1 * $1 }).squareRoot() * scale * factor
    }
  }
}
