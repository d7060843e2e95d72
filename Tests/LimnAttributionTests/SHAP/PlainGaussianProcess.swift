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
  ///   - unsampled: of each the share of its sizes' coalitions that was not sampled; 0 for the full
  ///     one.
  ///   - innovations: the last predictions that the scale is taken from.
  ///   - factor: what a scale from so few is multiplied by.
  init(
    players n: Int, coalitions: [Int], observed: [Double], unsampled: [Double],
    innovations: Int, factor: Double, decay: Double, noise: Double = 0.01, linear: Double = 100
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
    /// `L⁻ᵀ b`.
    func unwhitened(_ b: [Double]) -> [Double] {
      var result = b
      for i in (0..<m).reversed() {
        for k in i + 1..<max(m, i + 1) { result[i] -= lower[k][i] * result[k] }
        result[i] /= lower[i][i]
      }
      return result
    }
    let surprises = whitened(observed)
    let white = columns.map(whitened)
    let variances = white.map { column in prior - column.reduce(0) { $0 + $1 * $1 } }
    // The mean square of the last surprises, or what they bring to all values by the weights that
    // the values give them, whichever is more.
    let weights = white.map(unwhitened)
    var (mean, brought) = (0.0, 0.0)
    for t in m - innovations..<m {
      mean += surprises[t] * surprises[t] / Double(innovations)
      let error = surprises[t] * lower[t][t]
      for player in 0..<n {
        brought += weights[player][t] * weights[player][t] * error * error * unsampled[t]
      }
    }
    brought *= Double(m) / Double(innovations) / variances.reduce(0, +)
    let scale = max(mean, brought).squareRoot()
    values = white.map { column in zip(column, surprises).reduce(0) { $0 + $1.0 * $1.1 } }
    standardErrors = variances.map { $0.squareRoot() * scale * factor }
  }
}
