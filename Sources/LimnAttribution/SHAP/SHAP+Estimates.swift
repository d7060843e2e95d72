import LimnCore

extension SHAP {
  /// The estimates of a plan's estimator.
  ///
  /// - Returns: one estimate for each objective; empty if `auto` chose a closed form whose error
  ///   bound is too large.
  func estimates(
    _ game: inout CoalitionGame, ends: CoalitionEnds, by plan: ShapleyPlan,
    improved: (([Attribution]) throws -> Void)?
  ) throws -> [ShapleyEstimate] {
    let budget = plan.budget
    func handOut(_ estimates: [ShapleyEstimate], of game: CoalitionGame) throws {
      try improved?(
        attributions(estimates, of: game, ends: ends, by: plan) { _ in
          [
            .init(
              .interim,
              "an interim estimate: \(game.evaluations) of \(budget) evaluations are spent")
          ]
        })
    }
    switch plan.estimator {
    case .analytic:
      guard let units else { throw AttributionError.notAnalytic(plan.estimator) }
      let found = try AnalyticShapley(units).estimates(game)
      let isEnough =
        settings.estimator != .auto || found.allSatisfy(AnalyticShapley.keepsPromise)
      return isEnough ? found : []
    case .moments:
      guard let units else { throw AttributionError.notAnalytic(plan.estimator) }
      return MomentShapley(units).estimates(game)
    case .auto, .exact:
      return try ExactEnumeration.estimates(&game, ends: ends)
    case .permutation, .sampling:
      let sampling = PermutationSampling(
        evaluations: budget, precision: settings.precision,
        drawsBackground: plan.estimator == .sampling, seed: settings.seed, designs: orders)
      return try sampling.estimates(&game, ends: ends, improved: improved == nil ? nil : handOut)
    case .kernel:
      let key = PairedCoalitions.Key(
        players: game.players.count, pairs: plan.pairs(after: game.evaluations),
        seed: settings.seed, round: 0)
      try DesignMemory.pairs.check(
        "evaluations", key.pairs, features: key.players, perUnit: 2 * game.evaluationsPerCoalition)
      let work = game.work
      return try regressions.design(for: key, cost: key.cost) {
        try KernelRegression.determined(
          players: key.players, pairs: key.pairs, stream: key.stream, work: work)
      }.estimates(&game, ends: ends)
    case .gaussianProcess:
      return try processEstimates(&game, ends: ends, by: plan) {
        try handOut($0, of: $1)
      }
    }
  }

  /// What the Gaussian process expects of interactions.
  var decays: ShapleyDecays { settings.decays ?? (model.network == nil ? .learned : .fixed) }

  /// The estimates of Gaussian-process quadrature, the mean over rounds for large budgets.
  ///
  /// - Parameter improved: receives the mean over the rounds so far.
  private func processEstimates(
    _ game: inout CoalitionGame, ends: CoalitionEnds, by plan: ShapleyPlan,
    improved: ([ShapleyEstimate], CoalitionGame) throws -> Void
  ) throws -> [ShapleyEstimate] {
    let (learns, players) = (decays == .learned, game.players.count)
    let all = plan.pairs(after: game.evaluations)
    // The mean of probabilities over several background rows has no logit.
    let link =
      learns && game.background.rows == 1 && players <= LinkedShapley.mostPlayers
        && plan.leavesOut(all)
      ? ScoreLink(game.objectives, output: model.output) : nil
    var rounds = GaussianProcess.rounds(of: all)
    // Each round also reads the logits of the ends.
    if link != nil { rounds = GaussianProcess.rounds(of: all - rounds.count) }
    var estimates: [[ShapleyEstimate]] = []
    func average() -> [ShapleyEstimate] {
      estimates[0].indices.map { objective in
        ShapleyEstimate(averaging: estimates.map { $0[objective] })
      }
    }
    let work = game.work
    for (round, pairs) in rounds.enumerated() {
      try game.work.checkpoint()
      if round > 0 { try improved(average(), game) }
      let key = PairedCoalitions.Key(
        players: players, pairs: pairs, seed: settings.seed, round: round)
      let design = try processes.design(for: key, cost: key.cost) {
        try GaussianProcess(
          players: key.players, pairs: key.pairs, stream: key.stream, work: work)
      }
      let found =
        if let link {
          try linkedEstimates(&game, ends: ends, design: design, link: link, key: key)
        } else {
          try design.estimates(&game, ends: ends, learns: learns)
        }
      estimates.append(found)
    }
    return average()
  }
}
