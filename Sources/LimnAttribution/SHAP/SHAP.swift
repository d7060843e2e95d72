import LimnCore
import LimnNetwork

/// Shapley values: each player's mean marginal contribution over all orders in which the players
/// can join, `φ_i = Σ_{S∌i} |S|!(n − |S| − 1)!/n! · [v(S ∪ i) − v(S)]` (Shapley 1953; Lundberg and
/// Lee 2017, arXiv 1705.07874).
///
/// Segments that equal the background are no players: their value is exactly 0. The values sum to
/// f(x) − f(x′) by construction of each estimator but `.moments`; what roundings leave is the
/// completeness gap. A segment's value is shared equally among its features.
///
/// The sample of coalitions or orders belongs to the seed, the budget and the number of players: an
/// input has the same result alone and in any batch, and errors of different inputs are not
/// independent.
@dynamicMemberLookup
public struct SHAP: Attributor {
  public let model: any Model
  public var settings: Configuration

  /// The network taken apart, where it is one whose logits need no coalitions.
  private let units: RectifiedUnits?
  private let regressions = DesignCache<DesignKey, KernelRegression>()
  private let processes = DesignCache<DesignKey, GaussianProcess>()
  private let orders = DesignCache<PairedOrders.Key, PairedOrders>()

  /// All that a sample of pairs depends on.
  private struct DesignKey: Hashable {
    let players: Int
    let pairs: Int
    let seed: UInt64
    /// Which of the rounds that a large budget is split into.
    let round: Int

    /// What the sample is drawn from.
    var stream: RandomStream { RandomStream(seed: seed).split(round) }

    /// What a design's size goes with.
    var cost: Int { players * pairs }
  }

  /// The budget where none is named, for inputs of few players.
  public static let defaultEvaluations = 2048

  public init(model: any Model, settings: Configuration) {
    self.model = model
    self.units = RectifiedUnits(model)
    self.settings = settings
  }

  public init(
    model: any Model, background: Background = .zeros, segmentation: Segmentation = .features,
    estimator: ShapleyEstimator = .auto, evaluations: Int? = nil, precision: Double? = nil,
    decays: ShapleyDecays = .fixed,
    seed: UInt64 = 0
  ) {
    self.init(
      model: model,
      settings: Configuration(
        background: background, segmentation: segmentation, estimator: estimator,
        evaluations: evaluations, precision: precision,
        decays: decays, seed: seed))
  }

  /// A setting by its name.
  public subscript<Setting>(dynamicMember setting: WritableKeyPath<Configuration, Setting>)
    -> Setting
  {
    get { settings[keyPath: setting] }
    set { settings[keyPath: setting] = newValue }
  }

  public var name: String { Configuration.method }
  public var reference: Background? { settings.background }

  /// Explains every row of `inputs`, row r by `objectives[r]`; rows in parallel.
  ///
  /// - Throws: `ModelError`; `AttributionError`, among them `.evaluationsBelowMinimum` where a row
  ///   has more players than the budget serves, `.tooManyPlayers` and `.notAnalytic`.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try games.attributions(
      of: inputs, objectives: objectives, work: work, by: attributions(of:))
  }

  /// Explains one input by several objectives, all ten classes say, from the same evaluations.
  ///
  /// - Returns: one attribution for each objective; each states the evaluations spent on all.
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of input: [Float], objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try games.attributions(
      of: input, objectives: objectives, work: work, by: attributions(of:))
  }

  private var games: CoalitionGames {
    get throws {
      try settings.validate()
      return try CoalitionGames(
        model, background: settings.background, segmentation: settings.segmentation)
    }
  }

  private func attributions(of game: inout CoalitionGame) throws -> [Attribution] {
    try attributions(of: &game, improved: nil)
  }

  /// - Parameter improved: given what there is on the way, and what it cost.
  private func attributions(
    of game: inout CoalitionGame, improved: (([Attribution]) throws -> Void)?
  ) throws -> [Attribution] {
    var choice = try choose(for: game, withClosedForm: true)
    game.plannedEvaluations = plannedEvaluations(for: game, by: choice)
    let ends = try game.ends()
    var estimates = try estimates(&game, ends: ends, by: choice, improved: improved)
    if estimates.isEmpty {
      // The closed form does not reach what it promises, and nobody asked for it by name.
      choice = try choose(for: game, withClosedForm: false)
      game.plannedEvaluations = plannedEvaluations(for: game, by: choice)
      choice.reason =
        "the closed form is not sure of its values to "
        + "\(AnalyticShapley.promise) of the largest for this input, so they are sampled"
      estimates = try self.estimates(&game, ends: ends, by: choice, improved: improved)
    }
    return attributions(estimates, of: game, ends: ends, by: choice) { notes(on: $0, by: choice) }
  }

  private func attributions(
    _ estimates: [ShapleyEstimate], of game: CoalitionGame, ends: CoalitionEnds, by choice: Choice,
    notes: (ShapleyEstimate) -> [Attribution.Note]
  ) -> [Attribution] {
    estimates.indices.map { index in
      Attribution(
        method: name, objective: game.objectives[index], shape: model.inputShape,
        values: game.players.shared(estimates[index].values),
        standardErrors: estimates[index].standardErrors.map(game.players.shared),
        errorBounds: estimates[index].errorBounds.map(game.players.shared),
        scoreAtInput: ends.full[index], scoreAtBaseline: ends.empty[index],
        reference: Reference(game.background), evaluations: game.evaluations,
        options: options(of: estimates[index], players: game.players.count, by: choice),
        notes: notes(estimates[index]))
    }
  }

  private func options(of estimate: ShapleyEstimate, players: Int, by choice: Choice)
    -> [Attribution.Option]
  {
    var options = [
      Attribution.Option("estimator", choice.estimator.rawValue),
      Attribution.Option("players", players),
    ]
    if let bound = estimate.errorBounds?.max() {
      options.append(Attribution.Option("largest error bound", bound))
    }
    if choice.estimator == .gaussianProcess {
      options.append(Attribution.Option("decays", settings.decays.rawValue))
    }
    if estimate.standardErrors != nil {
      options.append(Attribution.Option(seed: settings.seed))
    }
    return options
  }

  /// Says so where the values have no error bar or a wide bound, where the budget ended before the
  /// precision was reached, and why the values are sampled where a closed form exists.
  private func notes(on estimate: ShapleyEstimate, by choice: Choice) -> [Attribution.Note] {
    var notes = choice.reason.map { [Attribution.Note(.otherWay, $0)] } ?? []
    if choice.estimator == .moments {
      notes.append(
        .init(
          .noErrorBar,
          "the values are a Gaussian approximation without an error bar, and the completeness gap is "
            + "what they miss in total"))
    }
    if let bounds = estimate.errorBounds,
      !AnalyticShapley.isKept(values: estimate.values, bounds: bounds)
    {
      notes.append(
        .init(
          .wideBound,
          "the closed form's values may miss the truth by more than \(AnalyticShapley.promise) of the "
            + "largest: see their error bounds, or choose another estimator"))
    }
    if let precision = settings.precision, let largest = estimate.standardErrors?.max(),
      largest > precision
    {
      notes.append(
        .init(.notConverged, "the budget ended before the precision of \(precision) was reached"))
    }
    return notes
  }

  /// The estimator of one game, and what it may spend.
  private struct Choice {
    var estimator: ShapleyEstimator
    var budget: Int
    /// Why `auto` passed over the closed form that there is.
    var reason: String?
  }

  /// The estimator for one game: where `auto` ends up, and enumeration where there is nothing to
  /// sample. Its needs are checked against the budget before any coalition is evaluated.
  private func choose(for game: CoalitionGame, withClosedForm: Bool) throws -> Choice {
    let costs = ShapleyCosts(game)
    let isAnalytic = units?.applies(to: game.objectives) ?? false
    var chosen = settings.estimator
    let evaluations = settings.evaluations
    var reason: String?
    if chosen == .auto {
      if isAnalytic, withClosedForm {
        let cost = units.map { AnalyticShapley($0).cost(game) } ?? 0
        if cost <= Self.mostOperations {
          chosen = .analytic
        } else {
          reason =
            "the closed form would take some \(Int((cost / Self.operationsPerSecond).rounded())) s of a core "
            + "for this input, so the values are sampled: --estimator analytic takes the time"
        }
      }
      if chosen == .auto {
        // Products of matrices run about four times as fast.
        chosen = costs.sampled(within: evaluations, operations: 4 * Self.mostOperations)
      }
    }
    if chosen == .analytic || chosen == .moments, !isAnalytic {
      throw AttributionError.notAnalytic(chosen)
    }
    if game.players.count < 2 { chosen = .exact }
    if chosen == .exact, !costs.isEnumerable {
      throw AttributionError.tooManyPlayers(
        found: game.players.count, maximum: ExactEnumeration.maximumPlayers)
    }
    let minimum = costs.minimum(for: chosen)
    if let evaluations, minimum > evaluations {
      throw AttributionError.evaluationsBelowMinimum(found: evaluations, minimum: minimum)
    }
    return Choice(
      estimator: chosen, budget: evaluations ?? costs.budget(for: chosen), reason: reason)
  }

  /// What an estimator that evaluates coalitions will spend.
  private func plannedEvaluations(for game: CoalitionGame, by choice: Choice) -> Double {
    switch choice.estimator {
    case .analytic, .moments: 0
    case .auto, .exact: Double(ShapleyCosts(game).minimum(for: .exact))
    case .permutation, .sampling, .kernel, .gaussianProcess: Double(choice.budget)
    }
  }

  /// What `auto` spends on mathematics alone for an input: about five seconds of a core.
  static let mostOperations = 8e9
  /// Of the closed form, about.
  private static let operationsPerSecond = 1.5e9

  /// - Returns: nothing where `auto` took a closed form that does not keep its promise.
  private func estimates(
    _ game: inout CoalitionGame, ends: CoalitionEnds, by choice: Choice,
    improved: (([Attribution]) throws -> Void)?
  ) throws -> [ShapleyEstimate] {
    let budget = choice.budget
    func handOut(_ estimates: [ShapleyEstimate], of game: CoalitionGame) throws {
      try improved?(
        attributions(estimates, of: game, ends: ends, by: choice) { _ in
          [
            .init(
              .interim,
              "an estimate on the way: \(game.evaluations) of \(budget) evaluations are spent")
          ]
        })
    }
    switch choice.estimator {
    case .analytic:
      guard let units else { throw AttributionError.notAnalytic(choice.estimator) }
      let found = try AnalyticShapley(units).estimates(game)
      return found.isKept || settings.estimator != .auto ? found.estimates : []
    case .moments:
      guard let units else { throw AttributionError.notAnalytic(choice.estimator) }
      return MomentShapley(units).estimates(game)
    case .auto, .exact:
      return try ExactEnumeration.estimates(&game, ends: ends)
    case .permutation, .sampling:
      let sampling = PermutationSampling(
        evaluations: budget, precision: settings.precision,
        drawsBackground: choice.estimator == .sampling, seed: settings.seed, designs: orders)
      return try sampling.estimates(&game, ends: ends, improved: improved == nil ? nil : handOut)
    case .kernel:
      let key = DesignKey(
        players: game.players.count, pairs: pairs(for: game, within: budget),
        seed: settings.seed, round: 0)
      try DesignMemory.pairs.check(
        "evaluations", key.pairs, features: key.players, perUnit: 2 * game.evaluationsPerCoalition)
      let work = game.work
      return try regressions.design(for: key, cost: key.cost) {
        try KernelRegression.determined(
          players: key.players, pairs: key.pairs, stream: key.stream, work: work)
      }.estimates(&game, ends: ends)
    case .gaussianProcess:
      let rounds = GaussianProcess.rounds(of: pairs(for: game, within: budget))
      var estimates: [[ShapleyEstimate]] = []
      func average() -> [ShapleyEstimate] {
        estimates[0].indices.map { objective in
          ShapleyEstimate(averaging: estimates.map { $0[objective] })
        }
      }
      for (round, pairs) in rounds.enumerated() {
        try game.work.checkpoint()
        if round > 0 { try handOut(average(), of: game) }
        let key = DesignKey(
          players: game.players.count, pairs: pairs, seed: settings.seed, round: round)
        estimates.append(
          try processes.design(for: key, cost: key.cost) {
            GaussianProcess(players: key.players, pairs: key.pairs, stream: key.stream)
          }.estimates(&game, ends: ends, learns: settings.decays == .learned))
      }
      return average()
    }
  }

  /// The pairs of coalitions that what is left of the budget pays for.
  private func pairs(for game: CoalitionGame, within budget: Int) -> Int {
    let affordable = (budget - game.evaluations) / (2 * game.evaluationsPerCoalition)
    return min(affordable, ShapleyCosts(game).allPairs)
  }
}

extension SHAP: AnytimeAttributor {
  /// Permutation and background sampling hand out an estimate whenever a quarter more orders are
  /// played, Gaussian-process quadrature after each round of a large budget.
  public func attribution(
    of input: [Float], objective: Objective, work: Work,
    improved: (Attribution) throws -> Void
  ) throws -> Attribution {
    try withoutActuallyEscaping(improved) { improved in
      try games.attributions(of: input, objectives: [objective], work: work) { game in
        try attributions(of: &game) { try improved($0[0]) }
      }[0]
    }
  }
}
