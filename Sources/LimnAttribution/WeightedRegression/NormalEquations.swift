import LimnCore

/// What a weighted linear regression knows of its points, in the form that every regression of Limn's is
/// solved in: a local surrogate's, with the intercept left free and a penalty, and the Shapley kernel's,
/// under a known sum.
///
/// Points z with weights π are taken about their mean z̄, which leaves the intercept free:
///
///     (G + λ) β̂ = c,   G = Σπ (z − z̄)(z − z̄)ᵀ,   c = Σπ (z − z̄) y,   b̂ = ȳ − z̄ · β̂
///
/// What a point does to the coefficients is its column of M = (G + λ)⁻¹ [π (z − z̄)]ᵀ, and what it does to
/// its own fitted value its leverage h. Errors are the heteroscedasticity-robust sandwich
/// `Σ (M_p r_p/(1 − h_p))²` over residuals r (HC3; MacKinnon and White 1985).
struct NormalEquations: Sendable {
  /// `Σπ`.
  let weight: Double
  /// `Σπ²`.
  let squaredWeight: Double
  /// The weighted mean of each feature.
  let means: [Double]
  /// G, row after row.
  let gram: [Double]

  /// What the same regression knows of one objective's scores, less the score at the input.
  struct Target: Sendable {
    /// The weighted mean of the scores.
    let mean: Double
    /// `c = Σπ (z − z̄) y`.
    let cross: [Double]
    /// `Σπ (y − ȳ)²`.
    let total: Double
  }

  var features: Int { means.count }

  /// Kish's effective sample size.
  var effectiveSampleSize: Double { weight * weight / squaredWeight }

  /// Whether the points leave a direction undetermined: the least eigenvalue of G is below 1e-9 of
  /// their mean.
  var isRankDeficient: Bool {
    let n = features
    guard n > 0 else { return false }
    let floor = 1e-9 * trace(gram, order: n) / Double(n)
    var lowered = gram
    for feature in 0..<n { lowered[feature * n + feature] -= floor }
    return !(floor > 0) || Cholesky(lowered, order: n) == nil
  }

  /// The mean share of the named features' coefficients that a penalty takes, in 0…1:
  /// `λ tr (G + λ)⁻¹/k`.
  func shrinkage(_ chosen: [Int], ridge: Double) -> Double {
    let k = chosen.count
    guard ridge > 0, k > 0, let factor = factor(chosen, ridge: ridge) else { return 0 }
    return ridge * trace(factor.inverse, order: k) / Double(k)
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

  /// A matrix whose rows sum to nothing, with 11ᵀ added at the size of the rest, factored: it fills the
  /// direction that a known sum decides and touches no other. `nil` when another is left open.
  static func factor(underSum gram: [Double], order n: Int) -> Cholesky? {
    let mean = trace(gram, order: n) / Double(n * n)
    return Cholesky(gram.map { $0 + mean }, order: n)
  }
}

extension NormalEquations {
  /// Cost: `features²·points` operations.
  init(_ design: RegressionDesign) {
    let (n, weight) = (design.features, design.weights.sum())
    let means = design.sums(design.weights, outputs: 1).map { $0 / weight }
    var gram = [Double](repeating: 0, count: n * n)
    var rows = [Double](repeating: 0, count: RegressionDesign.block * n)
    for half in design.isPaired ? [0, design.clusters] : [0] {
      for start in stride(from: half, to: half + design.clusters, by: RegressionDesign.block) {
        let range = start..<min(start + RegressionDesign.block, half + design.clusters)
        design.scaledRows(range, means: means, into: &rows)
        addGram(of: rows, rows: range.count, columns: n, toLowerTriangle: &gram)
      }
    }
    for row in 0..<n {
      for column in row + 1..<max(n, row + 1) { gram[row * n + column] = gram[column * n + row] }
    }
    self.init(
      weight: weight, squaredWeight: design.weights.reduce(0) { $0 + $1 * $1 }, means: means,
      gram: gram)
  }

  /// `c = Σπ (z − z̄) y` and what else a fit asks of the scores.
  ///
  /// - Parameter scores: points × objectives, less the score at the input.
  func targets(_ scores: [Double], objectives: Int, of design: RegressionDesign) -> [Target] {
    var means = product(
      scores, design.weights, first: .transposed, rows: objectives, inner: design.count, columns: 1)
    for objective in means.indices { means[objective] /= weight }
    var totals = [Double](repeating: 0, count: objectives)
    // The deviations sum to nothing under the weights, so the points need no centring.
    var weighted = scores
    weighted.withUnsafeMutableBufferPointer { weighted in
      var index = 0
      for pi in design.weights {
        for objective in 0..<objectives {
          let deviation = weighted[index] - means[objective]
          weighted[index] = pi * deviation
          totals[objective] += pi * deviation * deviation
          index += 1
        }
      }
    }
    let cross = design.sums(weighted, outputs: objectives)
    return (0..<objectives).map { objective in
      Target(
        mean: means[objective],
        cross: (0..<features).map { cross[$0 * objectives + objective] },
        total: totals[objective])
    }
  }
}

/// The sum of the diagonal.
func trace(_ matrix: [Double], order n: Int) -> Double {
  (0..<n).reduce(0) { $0 + matrix[$1 * n + $1] }
}
