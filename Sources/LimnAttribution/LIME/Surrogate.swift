/// A fitted surrogate of one objective, as an attribution tells of it.
struct Surrogate: Sendable {
  /// One for each feature, 0 where it was not chosen.
  let values: [Double]
  let standardErrors: [Double]
  let fit: SurrogateFit
  let notes: [Attribution.Note]
  /// The number of perturbed inputs it was fitted to.
  let points: Int
  let isEnumerated: Bool
  let ridge: Double
  /// The number of features with a coefficient.
  let chosen: Int

  /// - Parameters:
  ///   - scoreAtInput: what the target's scores are less by.
  ///   - input: the input's own values of the features.
  ///   - isRankDeficient: of all features together.
  ///   - regression: what gave the solution; `nil` for all masks.
  init(
    _ solution: SurrogateSolution, moments: SurrogateMoments, target: SurrogateTarget,
    scoreAtInput: Double, input: [Double], points: Int, isEnumerated: Bool, ridge: Double,
    isRankDeficient: Bool, regression: RidgeRegression?, noun: String = "segments"
  ) {
    let n = moments.features
    var values = [Double](repeating: 0, count: n)
    var standardErrors = values
    var (intercept, local) = (target.mean + scoreAtInput, target.mean + scoreAtInput)
    for (index, feature) in solution.features.enumerated() {
      let coefficient = solution.coefficients[index]
      values[feature] = coefficient
      standardErrors[feature] = solution.standardErrors[index]
      intercept -= moments.means[feature] * coefficient
      local += (input[feature] - moments.means[feature]) * coefficient
    }
    self.values = values
    self.standardErrors = standardErrors
    // A constant score is predicted by the intercept. It may be computed in two ways, whose roundings
    // differ.
    let rounding = 8 * Double(Float.ulpOfOne) * abs(scoreAtInput)
    let varies = target.total > rounding * rounding * moments.weight
    let rSquared =
      varies && moments.effectiveSampleSize >= SurrogateNotes.fewestEffectiveSamples
      ? 1 - solution.residualSum / target.total : nil
    fit = SurrogateFit(
      rSquared: rSquared, intercept: intercept, localPrediction: local,
      effectiveSampleSize: moments.effectiveSampleSize)
    self.points = points
    self.isEnumerated = isEnumerated
    self.ridge = ridge
    chosen = solution.features.count
    notes = SurrogateNotes.notes(
      on: SurrogateNotes.Findings(
        noun: noun, points: points, features: chosen, varies: varies, rSquared: rSquared,
        effectiveSampleSize: moments.effectiveSampleSize,
        isRankDeficient: isRankDeficient,
        isOverdetermined: solution.isOverdetermined, ridge: ridge,
        shrinkage: regression?.shrinkage
          ?? moments.shrinkage(solution.features, ridge: ridge)))
  }
}
