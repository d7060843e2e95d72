import LimnCore

/// Weighted ridge regression on some of a design's features, with a free intercept and standard
/// errors; see ``NormalEquations``.
///
/// The sandwich is `Σ_c (M_c r̃_c)²` over clusters c of points drawn together, a pair or a single
/// point, with `r̃_c = (1 − H_c)⁻¹ r_c` for the leverage of the cluster (CR3, the jackknife; Bell
/// and McCaffrey 2002). The shrinkage by the penalty, `λ (G + λ)⁻¹ β̂`, is added in quadrature, so
/// that intervals are valid for the limit of many samples, where it vanishes.
///
/// A class because it is shared by inputs with the same points.
final class RidgeRegression: Sendable {
  static let ridgeRange = SettingRange("ridge", 0...1e12)

  let design: RegressionDesign
  let equations: NormalEquations
  /// Whether the system of all features is rank-deficient.
  let isRankDeficient: Bool
  let features: [Int]
  let ridge: Double
  /// The mean share by which the penalty shrinks the coefficients, in 0…1.
  let shrinkage: Double
  private let factor: Cholesky
  private let pass: ClusterPass
  /// The stored quantities for standard errors, if the regression is shared.
  private let errors: ClusterErrors?

  /// Creates the regression on all features of a design.
  ///
  /// Cost: `2·features²·points` operations, either now or, if the regression is not shared, in each
  /// call of ``solutions(targets:scores:)``.
  ///
  /// - Parameter isShared: whether the regression will be solved for many inputs, which justifies
  ///   storing clusters × features numbers.
  /// - Throws: ``AttributionError/rankDeficient(samples:features:)`` for a rank-deficient system
  ///   without a penalty.
  convenience init(_ design: RegressionDesign, ridge: Double, isShared: Bool) throws {
    let equations = NormalEquations(design)
    let isRankDeficient = equations.isRankDeficient
    guard !(isRankDeficient && ridge == 0) else {
      throw AttributionError.rankDeficient(samples: design.count, features: design.features)
    }
    try self.init(
      design, equations, isRankDeficient: isRankDeficient,
      features: Array(0..<design.features), ridge: ridge, isShared: isShared)
  }

  /// The regression on some of the features, for one input.
  ///
  /// - Throws: ``AttributionError/rankDeficient(samples:features:)``.
  func refitted(on features: [Int]) throws -> RidgeRegression {
    try RidgeRegression(
      design, equations, isRankDeficient: isRankDeficient, features: features, ridge: ridge,
      isShared: false)
  }

  private init(
    _ design: RegressionDesign, _ equations: NormalEquations, isRankDeficient: Bool,
    features: [Int], ridge: Double, isShared: Bool
  ) throws {
    guard let factor = equations.factor(features, ridge: ridge) else {
      throw AttributionError.rankDeficient(samples: design.count, features: features.count)
    }
    pass = ClusterPass(design, equations, features: features, factor: factor)
    errors = isShared ? ClusterErrors(pass, design: design) : nil
    shrinkage = features.isEmpty ? 0 : ridge * pass.traceOfInverse / Double(features.count)
    self.design = design
    self.equations = equations
    self.isRankDeficient = isRankDeficient
    self.features = features
    self.ridge = ridge
    self.factor = factor
  }

  /// A regression's coefficients for one objective.
  struct Solution: Sendable {
    /// The features with coefficients.
    let features: [Int]
    let coefficients: [Double]
    let standardErrors: [Double]
    /// `Σπ r²`.
    let residualSum: Double
    /// Whether a single cluster determines some coefficient, whose error is then underestimated.
    let isOverdetermined: Bool
  }

  /// The coefficients with their standard errors, and the weighted sum of squared residuals.
  ///
  /// - Parameters:
  ///   - targets: one for each objective.
  ///   - scores: points × objectives, minus the score at the input.
  func solutions(targets: [NormalEquations.Target], scores: [Double]) -> [Solution] {
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
        intercepts[output] -= equations.means[feature] * coefficient
      }
    }
    var residuals = design.predictions(slopes, outputs: outputs)
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
    let (variances, isOverdetermined) =
      errors.map { ($0.variances(residuals, outputs: outputs), $0.isOverdetermined) }
      ?? ClusterErrors.variances(pass, residuals: residuals, outputs: outputs)
    return (0..<outputs).map { output in
      Solution(
        features: features,
        coefficients: (0..<k).map { coefficients[$0 * outputs + output] },
        standardErrors: (0..<k).map { feature in
          let shrunk = ridge * lost[feature * outputs + output]
          return (max(variances[feature * outputs + output], 0) + shrunk * shrunk).squareRoot()
        },
        residualSum: sums[output], isOverdetermined: isOverdetermined)
    }
  }
}
