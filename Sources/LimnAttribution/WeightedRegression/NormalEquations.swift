import LimnCore

/// The normal equations of a weighted linear regression, for all regressions in Limn: local
/// surrogates, with a free intercept and a ridge penalty, and the Shapley kernel, with a known sum.
///
/// Points z with weights π are centred about their mean z̄, which eliminates the intercept:
///
///     (G + λ) β̂ = c,   G = Σπ (z − z̄)(z − z̄)ᵀ,   c = Σπ (z − z̄) y,   b̂ = ȳ − z̄ · β̂
///
/// A point's effect on the coefficients is its column of M = (G + λ)⁻¹ [π (z − z̄)]ᵀ, and its
/// effect on its own fitted value is its leverage h. Standard errors are the
/// heteroscedasticity-robust sandwich `Σ (M_p r_p/(1 − h_p))²` over residuals r (HC3; MacKinnon and
/// White 1985).
struct NormalEquations: Sendable {
  /// `Σπ`.
  let weight: Double
  /// `Σπ²`.
  let squaredWeight: Double
  /// The weighted mean of each feature.
  let means: [Double]
  /// G, row-major.
  let gram: [Double]

  /// The quantities that depend on one objective's scores, from which the score at the input has
  /// been subtracted.
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

  /// Whether the points leave a direction undetermined: the smallest eigenvalue of G is below 1e-9
  /// of the mean eigenvalue.
  var isRankDeficient: Bool {
    let n = features
    guard n > 0 else { return false }
    let floor = 1e-9 * trace(gram, order: n) / Double(n)
    var lowered = gram
    for feature in 0..<n { lowered[feature * n + feature] -= floor }
    return !(floor > 0) || Cholesky(lowered, order: n) == nil
  }

  /// The mean share by which a penalty shrinks the coefficients of the given features, in 0…1:
  /// `λ tr (G + λ)⁻¹/k`.
  func shrinkage(_ chosen: [Int], ridge: Double) -> Double {
    let k = chosen.count
    guard ridge > 0, k > 0, let factor = factor(chosen, ridge: ridge) else { return 0 }
    return ridge * trace(factor.inverse, order: k) / Double(k)
  }

  /// The Cholesky factor of G with λ added on the diagonal, for the given features; `nil` if it is
  /// singular.
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

  /// The Cholesky factor of a matrix whose rows sum to 0, after adding a multiple of 11ᵀ of similar
  /// magnitude. This fills only the direction that the known sum determines. `nil` if another
  /// direction is undetermined.
  static func factor(underSum gram: [Double], order n: Int) -> Cholesky? {
    let mean = trace(gram, order: n) / Double(n * n)
    return Cholesky(gram.map { $0 + mean }, order: n)
  }
}

extension NormalEquations {
  /// Computes the normal equations of a design. Cost: `features²·points` operations.
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

  /// `c = Σπ (z − z̄) y` and the other quantities of a fit that depend on the scores.
  ///
  /// - Parameter scores: points × objectives, minus the score at the input.
  func targets(_ scores: [Double], objectives: Int, of design: RegressionDesign) -> [Target] {
    var means = product(
      scores, design.weights, first: .transposed, rows: objectives, inner: design.count, columns: 1)
    for objective in means.indices { means[objective] /= weight }
    var totals = [Double](repeating: 0, count: objectives)
    // The weighted deviations sum to 0, so the points need not be centred.
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

/// The sum of a matrix's diagonal.
func trace(_ matrix: [Double], order n: Int) -> Double {
  (0..<n).reduce(0) { $0 + matrix[$1 * n + $1] }
}
