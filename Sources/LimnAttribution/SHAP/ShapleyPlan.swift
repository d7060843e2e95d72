import LimnCore

/// The estimator and the budget for one game. An estimator's requirements are checked before any
/// coalition is evaluated.
struct ShapleyPlan {
  private(set) var estimator: ShapleyEstimator
  /// The maximum number of model evaluations.
  private(set) var budget = 0
  /// Why `auto` did not use an existing closed form.
  var reason: String?

  private let players: Int
  /// Model evaluations for one coalition: the number of background rows.
  private let coalition: Int
  /// Model evaluations for the input and the background.
  private let ends: Int

  /// The maximum number of arithmetic operations of `auto` for an input, besides model evaluations:
  /// about five seconds on one core.
  static let mostOperations = 8e9
  /// The approximate speed of the closed form.
  private static let operationsPerSecond = 1.5e9

  /// Chooses the estimator for one game: resolves `auto`, and uses enumeration if there is nothing
  /// to sample.
  ///
  /// - Parameters:
  ///   - units: the hidden units of a network with a closed form, if it is one.
  ///   - withClosedForm: whether `auto` may use the closed form.
  /// - Throws: ``AttributionError/notAnalytic(_:)``,
  ///   ``AttributionError/tooManyPlayers(found:maximum:)``,
  ///   ``AttributionError/evaluationsBelowMinimum(found:minimum:)``.
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
          "the closed form would take about \(Int((cost / Self.operationsPerSecond).rounded())) s "
          + "on one core for this input, so the values are sampled: --estimator analytic "
          + "computes it anyway"
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
    // 1.5 times the estimator's minimum.
    budget =
      settings.evaluations ?? max(SHAP.defaultEvaluations, ends + (minimum - ends) * 3 / 2)
  }

  /// The planned number of evaluations, for the progress; 0 for closed forms.
  var plannedEvaluations: Double {
    switch estimator {
    case .analytic, .moments: 0
    case .auto, .exact: Double(minimum(for: .exact))
    case .permutation, .sampling, .kernel, .gaussianProcess: Double(budget)
    }
  }

  /// The number of pairs of a coalition and its complement that the remaining budget allows.
  func pairs(after spent: Int) -> Int { min((budget - spent) / (2 * coalition), allPairs) }

  private var isEnumerable: Bool { players <= ExactEnumeration.maximumPlayers }

  /// Whether this number of pairs is less than all.
  func leavesOut(_ pairs: Int) -> Bool { pairs < allPairs }

  /// The number of all pairs of a coalition and its complement, except (N, ∅).
  private var allPairs: Int { players < 60 ? (1 << max(players - 1, 0)) - 1 : Int.max }

  /// The minimum number of model evaluations for values and, if sampled, their standard errors.
  private func minimum(for estimator: ShapleyEstimator) -> Int {
    guard players > 1 else { return ends }
    switch estimator {
    case .auto, .analytic, .moments:
      return ends
    case .exact:
      return ends + ((1 << players) - 2) * coalition
    case .permutation:
      // Two pairs of orders, for a standard error.
      return ends + 4 * (players - 1) * coalition
    case .sampling:
      return ends + 4 * (players - 1)
    case .kernel, .gaussianProcess:
      // Twice as many pairs as unknowns, or all pairs.
      return ends + 2 * min(2 * players, allPairs) * coalition
    }
  }

  /// The choice of `auto` among the estimators that evaluate coalitions.
  ///
  /// - Parameter evaluations: the budget; `nil` for one that grows with the number of players.
  private func sampled(within evaluations: Int?) -> ShapleyEstimator {
    let budget = evaluations ?? max(SHAP.defaultEvaluations, ends + 6 * players)
    if isEnumerable, minimum(for: .exact) <= budget { return .exact }
    if coalition > 1, minimum(for: .gaussianProcess) > budget { return .sampling }
    let pairs = min((budget - ends) / (2 * coalition), allPairs)
    // Matrix products run about four times as fast as the closed form.
    return GaussianProcess.cost(players: players, pairs: pairs) > 4 * Self.mostOperations
      ? .permutation : .gaussianProcess
  }
}
