/// A design with the regression on all of its features: what inputs that share their points share.
final class PreparedRegression: Sendable {
  let design: SurrogateDesign
  private let regression: RidgeRegression
  private let isRankDeficient: Bool

  /// - Parameter isShared: whether other inputs will use the regression on all features too.
  /// - Throws: `AttributionError.rankDeficient` where no penalty decides what the points leave open.
  init(_ design: SurrogateDesign, ridge: Double, isShared: Bool) throws {
    isRankDeficient = design.moments.isRankDeficient
    let all = Array(0..<design.features)
    guard !(isRankDeficient && ridge == 0),
      let regression = RidgeRegression(design, features: all, ridge: ridge, isShared: isShared)
    else {
      throw AttributionError.rankDeficient(samples: design.count, features: design.features)
    }
    self.design = design
    self.regression = regression
  }

  /// The surrogate of each objective.
  ///
  /// - Parameters:
  ///   - scores: points × objectives, less the score at the input.
  ///   - scoresAtInput: one for each objective.
  ///   - parts: what each coefficient is multiplied by to rank it.
  ///   - noun: what a feature is called.
  /// - Throws: `AttributionError.rankDeficient`.
  func surrogates(
    scores: [Double], scoresAtInput: [Double], ridge: Double, selection: FeatureSelection,
    parts: [Double], noun: String
  ) throws -> [Surrogate] {
    let outputs = scoresAtInput.count
    let targets = design.targets(scores, objectives: outputs)
    func surrogate(
      _ solution: SurrogateSolution, _ objective: Int, by regression: RidgeRegression
    ) -> Surrogate {
      Surrogate(
        solution, moments: design.moments, target: targets[objective],
        scoreAtInput: scoresAtInput[objective], input: design.points.input,
        points: design.count, isEnumerated: false, ridge: ridge,
        isRankDeficient: isRankDeficient, regression: regression, noun: noun)
    }
    if selection == .all {
      return regression.solutions(design, targets: targets, scores: scores).enumerated()
        .map { surrogate($1, $0, by: regression) }
    }
    return try targets.enumerated().map { objective, target in
      let chosen = selection.features(design.moments, target, parts: parts)
      guard
        let regression = RidgeRegression(
          design, features: chosen, ridge: ridge, isShared: false)
      else {
        throw AttributionError.rankDeficient(samples: design.count, features: chosen.count)
      }
      let own = (0..<design.count).map { scores[$0 * outputs + objective] }
      return surrogate(
        regression.solutions(design, targets: [target], scores: own)[0], objective, by: regression)
    }
  }
}
