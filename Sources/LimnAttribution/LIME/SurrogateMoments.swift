import LimnCore

/// What a weighted linear regression knows of its points: all that its coefficients depend on.
struct SurrogateMoments: Sendable {
  /// `Σπ`.
  let weight: Double
  /// `Σπ²`.
  let squaredWeight: Double
  /// The weighted mean of each feature.
  let means: [Double]
  /// `G = Σπ (z − z̄)(z − z̄)ᵀ`, row after row.
  let gram: [Double]

  var features: Int { means.count }

  /// Kish's effective sample size.
  var effectiveSampleSize: Double { weight * weight / squaredWeight }

  /// Whether the points leave a direction undetermined: the least eigenvalue of G is below 1e-9 of
  /// their mean.
  var isRankDeficient: Bool {
    let n = features
    guard n > 0 else { return false }
    let floor = 1e-9 * (0..<n).reduce(0) { $0 + gram[$1 * n + $1] } / Double(n)
    var lowered = gram
    for feature in 0..<n { lowered[feature * n + feature] -= floor }
    return !(floor > 0) || Cholesky(lowered, order: n) == nil
  }

  /// The mean share of the named features' coefficients that a penalty takes, in 0…1:
  /// `λ tr (G + λ)⁻¹/k`.
  func shrinkage(_ chosen: [Int], ridge: Double) -> Double {
    let k = chosen.count
    guard ridge > 0, k > 0, let factor = factor(chosen, ridge: ridge) else { return 0 }
    let inverse = factor.inverse
    return ridge * (0..<k).reduce(0) { $0 + inverse[$1 * k + $1] } / Double(k)
  }

  /// `G + λ` on the diagonal, of the named features, factored; `nil` when it is singular.
  func factor(_ chosen: [Int], ridge: Double) -> Cholesky? {
    let n = features
    var matrix = [Double]()
    matrix.reserveCapacity(chosen.count * chosen.count)
    for row in chosen {
      for column in chosen {
        matrix.append(gram[row * n + column] + (row == column ? ridge : 0))
      }
    }
    return Cholesky(matrix, order: chosen.count)
  }
}

/// What the same regression knows of one objective's scores, less the score at the input.
struct SurrogateTarget: Sendable {
  /// The weighted mean of the scores.
  let mean: Double
  /// `c = Σπ (z − z̄) y`.
  let cross: [Double]
  /// `Σπ (y − ȳ)²`.
  let total: Double
}
