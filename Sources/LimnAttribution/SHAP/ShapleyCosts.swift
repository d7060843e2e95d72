/// What the estimators need to be paid in one game.
struct ShapleyCosts {
  let players: Int
  /// Model evaluations for one coalition: the number of background rows.
  let coalition: Int
  /// Model evaluations for the input and the background.
  let ends: Int

  init(_ game: CoalitionGame) {
    players = game.players.count
    coalition = game.evaluationsPerCoalition
    ends = game.evaluationsForEnds
  }

  var isEnumerable: Bool { players <= ExactEnumeration.maximumPlayers }

  /// The fewest model evaluations that give values and, where sampled, their errors.
  func minimum(for estimator: ShapleyEstimator) -> Int {
    guard players > 1 else { return ends }
    switch estimator {
    case .auto, .analytic, .moments:
      return ends
    case .exact:
      return ends + ((1 << players) - 2) * coalition
    case .permutation:
      // Two pairs of orders, for an error.
      return ends + 4 * (players - 1) * coalition
    case .sampling:
      return ends + 4 * (players - 1)
    case .kernel, .gaussianProcess:
      // Twice as many pairs as unknowns, or all there are.
      return ends + 2 * min(2 * players, allPairs) * coalition
    }
  }

  /// The budget where none is named: ``SHAP/defaultEvaluations``, or half as many again as the
  /// estimator needs at the least.
  func budget(for estimator: ShapleyEstimator) -> Int {
    max(SHAP.defaultEvaluations, ends + (minimum(for: estimator) - ends) * 3 / 2)
  }

  /// What `auto` takes of the estimators that evaluate coalitions.
  ///
  /// - Parameters:
  ///   - evaluations: the budget; `nil` for one that grows with the players.
  ///   - operations: the most that the estimator's own mathematics may take.
  func sampled(within evaluations: Int?, operations: Double) -> ShapleyEstimator {
    let budget = evaluations ?? max(SHAP.defaultEvaluations, ends + 6 * players)
    if isEnumerable, minimum(for: .exact) <= budget { return .exact }
    if coalition > 1, minimum(for: .gaussianProcess) > budget { return .sampling }
    let pairs = min((budget - ends) / (2 * coalition), allPairs)
    return GaussianProcess.cost(players: players, pairs: pairs) > operations
      ? .permutation : .gaussianProcess
  }

  /// The pairs of a coalition and its complement, but for (N, ∅).
  var allPairs: Int { players < 60 ? (1 << max(players - 1, 0)) - 1 : Int.max }
}
