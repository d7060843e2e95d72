import LimnCore

/// Weighted regression without an intercept whose coefficients have a known sum:
/// `min_φ Σ_p ω_p (y_p − x_p · φ)²` subject to `Σφ = Δ`; see ``NormalEquations``.
///
/// With P the projection that removes the mean, `x̃ = P x` and `φ = P φ + Δ/n`, the remaining
/// problem is unconstrained:
///
///     φ̂ = M (y − x̄ Δ) + Δ/n,   M = (X̃ᵀ Ω X̃ + 11ᵀ)⁻¹ X̃ᵀ Ω
///
/// The columns of M sum to 0, so the coefficients sum to Δ. M depends only on the points. Since
/// points are sampled without replacement, their residuals enter the sandwich with the
/// finite-population factor `√(1 − share)`.
struct SumConstrainedRegression: Sendable {
  /// M: features × points.
  private let influence: [Double]
  /// The squared elements of M, for the variances.
  private let squaredInfluence: [Double]
  /// X̃: points × features.
  private let rows: [Double]
  /// `x̄` of each point.
  private let means: [Double]
  /// The factor of each point's residual: `√(1 − share)/(1 − leverage)`.
  private let residualFactors: [Double]

  /// The residual of a point with a larger leverage carries no information about its error.
  private static let largestLeverage = 0.99

  /// Returns `nil` if the points do not determine the coefficients and their errors.
  ///
  /// Cost: `features²·points` operations.
  ///
  /// - Parameters:
  ///   - rows: X̃, points × features, each row without its mean.
  ///   - means: `x̄` of each point.
  ///   - weights: ω of each point.
  ///   - unsampled: for each point, 1 minus the sampled share of its class; a completely sampled
  ///     class has no sampling error.
  init?(rows: [Double], means: [Double], weights: [Double], unsampled: [Double]) {
    let count = means.count
    let n = rows.count / count
    var weighted = rows
    // Points × features as features × points, without a division for each element.
    var transposed = [Double](repeating: 0, count: rows.count)
    for point in 0..<count {
      let weight = weights[point]
      for feature in 0..<n {
        let value = rows[point * n + feature] * weight
        weighted[point * n + feature] = value
        transposed[feature * count + point] = value
      }
    }
    let gram = product(
      weighted, rows, first: .transposed, rows: n, inner: count, columns: n)
    guard let factor = NormalEquations.factor(underSum: gram, order: n) else { return nil }
    let solved = factor.solve(transposed, columns: count)
    var leverages = [Double](repeating: 0, count: count)
    for feature in 0..<n {
      for point in 0..<count {
        leverages[point] += rows[point * n + feature] * solved[feature * count + point]
      }
    }
    var factors = [Double](repeating: 0, count: count)
    for point in 0..<count where unsampled[point] > 0 {
      guard leverages[point] < Self.largestLeverage else { return nil }
      factors[point] = unsampled[point].squareRoot() / (1 - leverages[point])
    }
    influence = solved
    squaredInfluence = solved.map { $0 * $0 }
    self.rows = rows
    self.means = means
    residualFactors = factors
  }

  /// The coefficients and their variances, each features × outputs.
  ///
  /// - Parameters:
  ///   - targets: y, points × outputs.
  ///   - sums: Δ, one for each output.
  func solution(targets: [Double], sums: [Double]) -> (coefficients: [Double], variances: [Double])
  {
    let (outputs, count) = (sums.count, means.count)
    let n = rows.count / count
    let targets = targets.indices.map { index in
      targets[index] - means[index / outputs] * sums[index % outputs]
    }
    let centred = product(influence, targets, rows: n, inner: count, columns: outputs)
    let predicted = product(rows, centred, rows: count, inner: n, columns: outputs)
    let squares = targets.indices.map { index in
      let residual = (targets[index] - predicted[index]) * residualFactors[index / outputs]
      return residual * residual
    }
    return (
      centred.indices.map { centred[$0] + sums[$0 % outputs] / Double(n) },
      product(squaredInfluence, squares, rows: n, inner: count, columns: outputs)
    )
  }
}
