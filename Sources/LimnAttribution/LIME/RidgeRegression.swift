import LimnCore

/// Weighted ridge regression on some of a design's features, with the intercept left free:
///
///     β̂ = (G + λ)⁻¹ Q y,   b̂ = ȳ − z̄ · β̂
///
/// and its heteroscedasticity-robust standard error. With M = (G + λ)⁻¹ Q and the residuals r, the
/// sandwich is `Σ_c (M_c r̃_c)²` over clusters c of points drawn together, a pair or a single one, with
/// `r̃_c = (1 − H_c)⁻¹ r_c` for the leverage of the cluster (CR3, the jackknife; Bell and McCaffrey
/// 2002; HC3 of MacKinnon and White 1985 for single points). What the penalty shrinks, `λ (G + λ)⁻¹ β̂`,
/// is added in quadrature, so that intervals hold for the limit of many samples, where it vanishes.
struct RidgeRegression: Sendable {
  let features: [Int]
  let ridge: Double
  /// The mean share of the coefficients that the penalty takes, in 0…1.
  let shrinkage: Double
  /// Whether a cluster alone decides some coefficient, which then has no error bar.
  let isOverdetermined: Bool
  private let factor: Cholesky
  /// points × features, for predictions.
  private let centred: [Double]
  /// The products of M's columns that squared and multiplied residuals are weighed with:
  /// features × points, for pairs features × 3 · pairs.
  private let squares: [Double]
  /// `(1 − H_c)⁻¹`: one number a point, for pairs four.
  private let corrections: [Double]

  /// A cluster with a leverage beyond this tells nothing of its own error.
  private static let largestLeverage = 0.999

  /// Cost: `features²·points` operations. `nil` when the system is singular.
  init?(_ design: SurrogateDesign, features: [Int], ridge: Double) {
    guard let factor = design.moments.factor(features, ridge: ridge) else { return nil }
    let (k, n, count) = (features.count, design.features, design.count)
    let whole = design.centredPoints
    let centred = k == n ? whole : (0..<count * k).map { whole[$0 / k * n + features[$0 % k]] }
    var projection = design.projection
    if k < n {
      projection = []
      for feature in features {
        projection += design.projection[feature * count..<(feature + 1) * count]
      }
    }
    let weightings = factor.solve(projection, columns: count)
    let half = count / 2
    let shares = design.weights.map { $0 / design.moments.weight }
    var own = shares
    var (forward, backward) = ([Double](), [Double]())
    if design.isPaired {
      forward = Array(shares[half...])
      backward = Array(shares[..<half])
    }
    for feature in 0..<k {
      let row = feature * count
      for point in 0..<count {
        own[point] += centred[point * k + feature] * weightings[row + point]
      }
      guard design.isPaired else { continue }
      for pair in 0..<half {
        forward[pair] += centred[pair * k + feature] * weightings[row + half + pair]
        backward[pair] += centred[(half + pair) * k + feature] * weightings[row + pair]
      }
    }
    var isOverdetermined = false
    let (corrections, squares): ([Double], [Double])
    if design.isPaired {
      corrections = (0..<half).flatMap { (pair: Int) -> [Double] in
        let (a, b) = (1 - own[pair], 1 - own[half + pair])
        let determinant = a * b - forward[pair] * backward[pair]
        guard determinant > 1 - Self.largestLeverage else {
          isOverdetermined = true
          return [1, 0, 0, 1]
        }
        return [b, forward[pair], backward[pair], a].map { $0 / determinant }
      }
      squares = (0..<k).flatMap { (feature: Int) -> [Double] in
        let first = weightings[feature * count..<feature * count + half]
        let second = weightings[feature * count + half..<(feature + 1) * count]
        return first.map { $0 * $0 } + second.map { $0 * $0 }
          + zip(first, second).map { 2 * $0 * $1 }
      }
    } else {
      corrections = own.map { (leverage: Double) -> Double in
        guard leverage < Self.largestLeverage else {
          isOverdetermined = true
          return 1
        }
        return 1 / (1 - leverage)
      }
      squares = weightings.map { $0 * $0 }
    }
    self.shrinkage = design.moments.shrinkage(features, ridge: ridge)
    self.corrections = corrections
    self.squares = squares
    self.features = features
    self.ridge = ridge
    self.isOverdetermined = isOverdetermined
    self.factor = factor
    self.centred = centred
  }

  /// The coefficients with their errors and the fit's weighted sum of squared residuals.
  ///
  /// - Parameters:
  ///   - targets: one for each objective.
  ///   - scores: points × objectives, less the score at the input.
  func solutions(
    _ design: SurrogateDesign, targets: [SurrogateTarget], scores: [Double]
  ) -> [SurrogateSolution] {
    let (k, count, outputs) = (features.count, design.count, targets.count)
    let cross = (0..<k * outputs).map { targets[$0 % outputs].cross[features[$0 / outputs]] }
    let coefficients = factor.solve(cross, columns: outputs)
    let lost = factor.solve(coefficients, columns: outputs)
    var residuals = product(centred, coefficients, rows: count, inner: k, columns: outputs)
    for index in residuals.indices {
      residuals[index] = scores[index] - targets[index % outputs].mean - residuals[index]
    }
    var sums = [Double](repeating: 0, count: outputs)
    for index in residuals.indices {
      sums[index % outputs] += design.weights[index / outputs] * residuals[index] * residuals[index]
    }
    let terms = errorTerms(residuals, design, outputs: outputs)
    let variances = product(
      squares, terms, rows: k, inner: terms.count / outputs, columns: outputs)
    return (0..<outputs).map { output in
      SurrogateSolution(
        features: features,
        coefficients: (0..<k).map { coefficients[$0 * outputs + output] },
        standardErrors: (0..<k).map { feature in
          let shrunk = ridge * lost[feature * outputs + output]
          return (max(variances[feature * outputs + output], 0) + shrunk * shrunk).squareRoot()
        },
        residualSum: sums[output])
    }
  }

  /// `r̃²` of each point; for pairs those of the first ones, of the second ones and their product.
  private func errorTerms(_ residuals: [Double], _ design: SurrogateDesign, outputs: Int)
    -> [Double]
  {
    guard design.isPaired else {
      return residuals.enumerated().map { index, residual in
        let corrected = residual * corrections[index / outputs]
        return corrected * corrected
      }
    }
    let pairs = design.count / 2 * outputs
    var terms = [Double](repeating: 0, count: 3 * pairs)
    for index in 0..<pairs {
      let (a, b, row) = (residuals[index], residuals[pairs + index], 4 * (index / outputs))
      let first = corrections[row] * a + corrections[row + 1] * b
      let second = corrections[row + 2] * a + corrections[row + 3] * b
      terms[index] = first * first
      terms[pairs + index] = second * second
      terms[2 * pairs + index] = first * second
    }
    return terms
  }
}

/// A fitted surrogate's coefficients for one objective.
struct SurrogateSolution: Sendable {
  /// The features that have a coefficient.
  let features: [Int]
  let coefficients: [Double]
  let standardErrors: [Double]
  /// `Σπ r²`.
  let residualSum: Double
}
