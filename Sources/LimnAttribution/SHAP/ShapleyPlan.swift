import LimnCore

/// How one game is to be estimated: by which estimator, and for how many evaluations. What an estimator
/// needs is checked before any coalition is evaluated.
struct ShapleyPlan {
  private(set) var estimator: ShapleyEstimator
  /// The most model evaluations.
  private(set) var budget = 0
  /// Why `auto` passed over the closed form that there is.
  var reason: String?

  private let players: Int
  /// Model evaluations for one coalition: the number of background rows.
  private let coalition: Int
  /// Model evaluations for the input and the background.
  private let ends: Int

  /// What `auto` spends on mathematics alone for an input: about five seconds of a core.
  static let mostOperations = 8e9
  /// Of the closed form, about.
  private static let operationsPerSecond = 1.5e9

  /// The estimator for one game: where `auto` ends up, and enumeration where there is nothing to sample.
  ///
  /// - Parameters:
  ///   - units: of a network that a closed form may be had for.
  ///   - withClosedForm: whether `auto` may take it.
  /// - Throws: `AttributionError.notAnalytic`, `.tooManyPlayers`, `.evaluationsBelowMinimum`.
  init(
    for game: CoalitionGame, _ settings: SHAP.Configuration, units: RectifiedUnits?,
    withClosedForm: Bool = true
  ) throws {
    estimator = settings.estimator
    players = game.players.count
    coalition = game.evaluationsPerCoalition
    ends = game.evaluationsForEnds
    let closedForm = units.flatMap { $0.applies(to: game.objectives) ? AnalyticShapley($0) : nil }
    if estimator == .auto, let closedForm, withClosedForm {
      let cost = closedForm.cost(game)
      if cost <= Self.mostOperations {
        estimator = .analytic
      } else {
        reason =
          "the closed form would take some \(Int((cost / Self.operationsPerSecond).rounded())) s of a "
          + "core for this input, so the values are sampled: --estimator analytic takes the time"
      }
    }
    if estimator == .auto { estimator = sampled(within: settings.evaluations) }
    if estimator == .analytic || estimator == .moments, closedForm == nil {
      throw AttributionError.notAnalytic(estimator)
    }
    if players < 2 { estimator = .exact }
    if estimator == .exact, !isEnumerable {
      throw AttributionError.tooManyPlayers(
        found: players, maximum: ExactEnumeration.maximumPlayers)
    }
    let minimum = minimum(for: estimator)
    if let evaluations = settings.evaluations, minimum > evaluations {
      throw AttributionError.evaluationsBelowMinimum(found: evaluations, minimum: minimum)
    }
    // Half as many again as the estimator needs at least.
    budget =
      settings.evaluations ?? max(SHAP.defaultEvaluations, ends + (minimum - ends) * 3 / 2)
  }

  /// What is spent on coalitions and ends, for the progress; 0 where nothing is sampled.
  var plannedEvaluations: Double {
    switch estimator {
    case .analytic, .moments: 0
    case .auto, .exact: Double(minimum(for: .exact))
    case .permutation, .sampling, .kernel, .gaussianProcess: Double(budget)
    }
  }

  /// The pairs of a coalition and its complement that what is left of the budget pays for.
  func pairs(after spent: Int) -> Int { min((budget - spent) / (2 * coalition), allPairs) }

  private var isEnumerable: Bool { players <= ExactEnumeration.maximumPlayers }

  /// The pairs of a coalition and its complement, but for (N, ∅).
  private var allPairs: Int { players < 60 ? (1 << max(players - 1, 0)) - 1 : Int.max }

  /// The fewest model evaluations that give values and, where sampled, their errors.
  private func minimum(for estimator: ShapleyEstimator) -> Int {
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

  /// What `auto` takes of the estimators that evaluate coalitions.
  ///
  /// - Parameter evaluations: the budget; `nil` for one that grows with the players.
  private func sampled(within evaluations: Int?) -> ShapleyEstimator {
    let budget = evaluations ?? max(SHAP.defaultEvaluations, ends + 6 * players)
    if isEnumerable, minimum(for: .exact) <= budget { return .exact }
    if coalition > 1, minimum(for: .gaussianProcess) > budget { return .sampling }
    let pairs = min((budget - ends) / (2 * coalition), allPairs)
    // Products of matrices run about four times as fast as the closed form.
    return GaussianProcess.cost(players: players, pairs: pairs) > 4 * Self.mostOperations
      ? .permutation : .gaussianProcess
  }
}
