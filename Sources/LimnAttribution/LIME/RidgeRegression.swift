import LimnCore

/// Weighted ridge regression on some of a design's features, with the intercept left free:
///
///     β̂ = (G + λ)⁻¹ c,   c = Σπ (z − z̄) y,   b̂ = ȳ − z̄ · β̂
///
/// and its heteroscedasticity-robust standard error. With M = (G + λ)⁻¹ [π (z − z̄)]ᵀ and the
/// residuals r, the sandwich is `Σ_c (M_c r̃_c)²` over clusters c of points drawn together, a pair or a
/// single one, with `r̃_c = (1 − H_c)⁻¹ r_c` for the leverage of the cluster (CR3, the jackknife; Bell
/// and McCaffrey 2002; HC3 of MacKinnon and White 1985 for single points). What the penalty shrinks,
/// `λ (G + λ)⁻¹ β̂`, is added in quadrature, so that intervals hold for the limit of many samples,
/// where it vanishes.
struct RidgeRegression: Sendable {
  let features: [Int]
  let ridge: Double
  /// The mean share of the coefficients that the penalty takes, in 0…1.
  let shrinkage: Double
  private let factor: Cholesky
  /// What errors take, where it is kept.
  private let errors: ClusterErrors?
  /// Where it is not.
  private let pass: ClusterPass?

  /// Cost: `2·features²·points` operations, now or, where it is not shared, with each
  /// call of ``solutions(_:targets:scores:)``. `nil` when the system is
  /// singular.
  ///
  /// - Parameter isShared: whether many inputs will be solved for, which is worth the memory of
  ///   clusters × features.
  init?(_ design: SurrogateDesign, features: [Int], ridge: Double, isShared: Bool) {
    guard let factor = design.moments.factor(features, ridge: ridge) else { return nil }
    let pass = ClusterPass(design, features: features, factor: factor)
    errors = isShared ? ClusterErrors(pass, design: design) : nil
    self.pass = isShared ? nil : pass
    shrinkage = features.isEmpty ? 0 : ridge * pass.traceOfInverse / Double(features.count)
    self.features = features
    self.ridge = ridge
    self.factor = factor
  }

  /// The coefficients with their errors and the fit's weighted sum of squared residuals.
  ///
  /// - Parameters:
  ///   - targets: one for each objective.
  ///   - scores: points × objectives, less the score at the input.
  func solutions(
    _ design: SurrogateDesign, targets: [SurrogateTarget], scores: [Double]
  ) -> [SurrogateSolution] {
    let (k, n, outputs) = (features.count, design.features, targets.count)
    let cross = (0..<k * outputs).map { targets[$0 % outputs].cross[features[$0 / outputs]] }
    let coefficients = factor.solve(cross, columns: outputs)
    let lost = factor.solve(coefficients, columns: outputs)

    var slopes = [Double](repeating: 0, count: n * outputs)
    var intercepts = targets.map(\.mean)
    for (place, feature) in features.enumerated() {
      for output in 0..<outputs {
        let coefficient = coefficients[place * outputs + output]
        slopes[feature * outputs + output] = coefficient
        intercepts[output] -= design.moments.means[feature] * coefficient
      }
    }
    var residuals = design.points.predictions(slopes, outputs: outputs)
    var sums = [Double](repeating: 0, count: outputs)
    residuals.withUnsafeMutableBufferPointer { residuals in
      var index = 0
      for weight in design.weights {
        for output in 0..<outputs {
          let residual = scores[index] - intercepts[output] - residuals[index]
          residuals[index] = residual
          sums[output] += weight * residual * residual
          index += 1
        }
      }
    }
    let (variances, isOverdetermined) = variances(of: residuals, design, outputs: outputs)
    return (0..<outputs).map { output in
      SurrogateSolution(
        features: features,
        coefficients: (0..<k).map { coefficients[$0 * outputs + output] },
        standardErrors: (0..<k).map { feature in
          let shrunk = ridge * lost[feature * outputs + output]
          return (max(variances[feature * outputs + output], 0) + shrunk * shrunk).squareRoot()
        },
        residualSum: sums[output], isOverdetermined: isOverdetermined)
    }
  }

  private func variances(of residuals: [Double], _ design: SurrogateDesign, outputs: Int) -> (
    [Double], isOverdetermined: Bool
  ) {
    if let errors {
      return (errors.variances(residuals, outputs: outputs), errors.isOverdetermined)
    }
    return ClusterErrors.variances(
      pass ?? ClusterPass(design, features: features, factor: factor),
      residuals: residuals, outputs: outputs)
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
  /// Whether a cluster alone decides some coefficient, which then has no error bar.
  let isOverdetermined: Bool
}
