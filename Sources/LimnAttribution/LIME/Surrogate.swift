/// A fitted surrogate of one objective, with what an attribution reports about it.
struct Surrogate: Sendable {
  /// The coefficient of each feature; 0 if it was not selected.
  let values: [Double]
  let standardErrors: [Double]
  let fit: SurrogateFit
  /// Notes on why the fit may not be adequate.
  let notes: [Attribution.Note]
  /// The number of perturbed inputs it was fitted to.
  let points: Int
  let isEnumerated: Bool
  let ridge: Double
  /// The number of features with a coefficient.
  let chosen: Int

  /// What objectives with the same points have in common.
  struct Basis {
    let equations: NormalEquations
    /// The values of the features at the input.
    let input: [Double]
    let points: Int
    let isEnumerated: Bool
    let ridge: Double
    /// Whether the system of all features is rank-deficient.
    let isRankDeficient: Bool
    /// The name of features in notes.
    var noun = "segments"
  }

  /// - Parameters:
  ///   - scoreAtInput: the score at the input, which has been subtracted from the target's scores.
  ///   - shrinkage: the mean share by which the penalty shrinks the coefficients.
  init(
    _ solution: RidgeRegression.Solution, of basis: Basis, target: NormalEquations.Target,
    scoreAtInput: Double, shrinkage: Double
  ) {
    let equations = basis.equations
    var values = [Double](repeating: 0, count: equations.features)
    var standardErrors = values
    var (intercept, local) = (target.mean + scoreAtInput, target.mean + scoreAtInput)
    for (index, feature) in solution.features.enumerated() {
      let coefficient = solution.coefficients[index]
      values[feature] = coefficient
      standardErrors[feature] = solution.standardErrors[index]
      intercept -= equations.means[feature] * coefficient
      local += (basis.input[feature] - equations.means[feature]) * coefficient
    }
    self.values = values
    self.standardErrors = standardErrors
    // A constant score may be computed in two ways that round differently, so small variations
    // count as rounding.
    let rounding = 8 * Double(Float.ulpOfOne) * abs(scoreAtInput)
    let varies = target.total > rounding * rounding * equations.weight
    let rSquared =
      varies && equations.effectiveSampleSize >= Self.fewestEffectiveSamples
      ? 1 - solution.residualSum / target.total : nil
    fit = SurrogateFit(
      rSquared: rSquared, intercept: intercept, localPrediction: local,
      effectiveSampleSize: equations.effectiveSampleSize)
    points = basis.points
    isEnumerated = basis.isEnumerated
    ridge = basis.ridge
    chosen = solution.features.count
    notes = Self.notes(
      on: fit, of: solution, basis: basis, varies: varies, shrinkage: shrinkage)
  }

  /// A weighted R² below this is noted as a poor fit.
  private static let adequateRSquared = 0.5
  /// With fewer effective samples R² is meaningless: a single sample is always fitted exactly.
  private static let fewestEffectiveSamples = 2.0
  /// A shrinkage above this is noted.
  private static let tolerableShrinkage = 0.1

  private static func notes(
    on fit: SurrogateFit, of solution: RidgeRegression.Solution, basis: Basis, varies: Bool,
    shrinkage: Double
  ) -> [Attribution.Note] {
    var notes: [Attribution.Note] = []
    func say(_ kind: Attribution.Note.Kind, _ sentence: String) {
      notes.append(Attribution.Note(kind, sentence))
    }
    let (noun, features) = (basis.noun, solution.features.count)
    if basis.points <= features {
      say(
        .fewSamples,
        "\(basis.points) samples cannot tell \(features) \(noun) apart: take more samples")
    } else if basis.isRankDeficient {
      say(
        .fewSamples,
        "the regression is rank-deficient: some \(noun) cannot be told apart, and the penalty"
          + " alone divides the score among them")
    } else if fit.effectiveSampleSize < Double(features) {
      say(
        .fewSamples,
        "the kernel leaves \(decimal(fit.effectiveSampleSize)) effective samples for \(features)"
          + " \(noun): take more samples or a wider kernel")
    }
    if solution.isOverdetermined {
      say(
        .smallErrors,
        "single samples decide some values alone: the standard errors are too small")
    }
    if !varies {
      say(
        .poorFit,
        "the score is the same for all samples: there is nothing to explain, and no R²")
    } else if fit.rSquared == nil {
      say(
        .poorFit,
        "the kernel leaves less than two effective samples, which any surrogate fits: there is no R²"
      )
    }
    if let rSquared = fit.rSquared, rSquared < adequateRSquared {
      say(
        .poorFit,
        "the linear surrogate explains \(percent(rSquared)) of the model's variation around this"
          + " input (R² below \(adequateRSquared)): the values describe the model poorly")
    }
    if shrinkage > tolerableShrinkage {
      say(
        .shrunk,
        "the ridge penalty of \(basis.ridge) shrinks the values by \(percent(shrinkage)) on"
          + " average: take more samples or a smaller penalty")
    }
    return notes
  }

  private static func percent(_ share: Double) -> String {
    "\(Int((100 * share).rounded()))%"
  }

  private static func decimal(_ value: Double) -> String {
    "\((10 * value).rounded() / 10)"
  }
}

extension RidgeRegression {
  /// The surrogate of each objective, on all features or on a selection for each objective.
  ///
  /// - Parameters:
  ///   - scores: points × objectives, minus the score at the input.
  ///   - scoresAtInput: the score at the input, for each objective.
  ///   - parts: the factors by which coefficients are multiplied before they are ranked.
  ///   - noun: the name of features in notes.
  /// - Throws: ``AttributionError/rankDeficient(samples:features:)``.
  func surrogates(
    scores: [Double], scoresAtInput: [Double], selection: FeatureSelection, parts: [Double],
    noun: String
  ) throws -> [Surrogate] {
    let outputs = scoresAtInput.count
    let targets = equations.targets(scores, objectives: outputs, of: design)
    let basis = Surrogate.Basis(
      equations: equations, input: design.input, points: design.count, isEnumerated: false,
      ridge: ridge, isRankDeficient: isRankDeficient, noun: noun)
    func surrogate(
      _ solution: Solution, _ objective: Int, by regression: RidgeRegression
    ) -> Surrogate {
      Surrogate(
        solution, of: basis, target: targets[objective], scoreAtInput: scoresAtInput[objective],
        shrinkage: regression.shrinkage)
    }
    if selection == .all {
      return solutions(targets: targets, scores: scores).enumerated()
        .map { surrogate($1, $0, by: self) }
    }
    return try targets.enumerated().map { objective, target in
      let regression = try refitted(on: selection.features(equations, target, parts: parts))
      let own = (0..<design.count).map { scores[$0 * outputs + objective] }
      return surrogate(
        regression.solutions(targets: [target], scores: own)[0], objective, by: regression)
    }
  }
}
