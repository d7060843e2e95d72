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
      let rounds = GaussianProcess.rounds(of: plan.pairs(after: game.evaluations))
      var estimates: [[ShapleyEstimate]] = []
      func average() -> [ShapleyEstimate] {
        estimates[0].indices.map { objective in
          ShapleyEstimate(averaging: estimates.map { $0[objective] })
        }
      }
      let work = game.work
      for (round, pairs) in rounds.enumerated() {
        try game.work.checkpoint()
        if round > 0 { try handOut(average(), of: game) }
        let key = PairedCoalitions.Key(
          players: game.players.count, pairs: pairs, seed: settings.seed, round: round)
        estimates.append(
          try processes.design(for: key, cost: key.cost) {
            try GaussianProcess(
              players: key.players, pairs: key.pairs, stream: key.stream, work: work)
          }.estimates(&game, ends: ends, learns: settings.decays == .learned))
      }
      return average()
    }
  }
}
