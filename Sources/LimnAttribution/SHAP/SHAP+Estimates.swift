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

  /// The estimates of one design, from predictions of logits where these are better.
  private func linkedEstimates(
    _ game: inout CoalitionGame, ends: CoalitionEnds, design: GaussianProcess, link: ScoreLink,
    key: PairedCoalitions.Key
  ) throws -> [ShapleyEstimate] {
    let (n, outputs, work) = (key.players, game.objectives.count, game.work)
    let signs = design.signs.map(Double.init)
    let members = Matrix(
      rows: signs.count / n, columns: n, elements: design.signs.map { $0 > 0 ? 1 : 0 })
    let scores = try game.valuesWithComplements(of: .members(members), reading: link.scores)
    let (values, complements) = (
      link.explained(of: scores.values), link.explained(of: scores.complements)
    )
    var odd = zip(values, complements).map { ($0 - $1) / 2 }
    for (output, difference) in ends.differences.enumerated() { odd[output] = difference / 2 }

    let magnitudes = game.magnitudes
    func unlinked() throws -> [ShapleyEstimate] {
      try design.estimates(odd, outputs: outputs, magnitudes: magnitudes, work: work)
    }
    guard !design.sample.isComplete,
      let latents = link.latents(of: scores.values + scores.complements),
      let noise = KernelRegression(players: n, sample: design.sample)
    else { return try unlinked() }
    var processes: [LinkedShapley] = []
    var misses = (linked: [Double](), unlinked: [Double]())
    for block in LinkedShapley.blocks(of: design.sample.count) {
      // Each block with the ends.
      let rows = [0] + block.map { $0 + 1 }
      guard
        let process = try LinkedShapley(
          latents.rows(rows, of: signs.count / n),
          signs: rows.flatMap { signs[$0 * n..<($0 + 1) * n] }, magnitudes: magnitudes,
          objectives: outputs, work: work)
      else { return try unlinked() }
      let own = try process.misses(
        rows.flatMap { odd[$0 * outputs..<($0 + 1) * outputs] }, work: work)
      misses.linked += own.linked
      misses.unlinked += own.unlinked
      processes.append(process)
    }
    // Several blocks predict less well than one process of the values of all pairs may.
    let surprises = design.squaredSurprises(odd, outputs: outputs)
    func meanSquares(_ misses: [Double]) -> [Double] {
      (0..<outputs).map { output in
        stride(from: output, to: misses.count, by: outputs).reduce(0) {
          $0 + misses[$1] * misses[$1] / Double(design.sample.count)
        }
      }
    }
    let (linked, others) = (meanSquares(misses.linked), meanSquares(misses.unlinked))
    let isBetter = (0..<outputs).map { linked[$0] < min(others[$0], surprises[$0]) }
    guard isBetter.contains(true) else { return try unlinked() }
    let points = PairedCoalitions.Key(
      players: n, pairs: LinkedShapley.points(players: n), seed: key.seed,
      round: key.round + Self.roundOfPoints)
    let regression = try regressions.design(for: points, cost: points.cost) {
      try KernelRegression.determined(
        players: n, pairs: points.pairs, stream: points.stream, work: work)
    }
    let targets = try processes.map { try $0.targets(at: regression.members, work: work) }
    let found = regression.solution(
      targets: targets[0].indices.map { index in
        targets.reduce(0) { $0 + $1[index] } / Double(targets.count)
      }, sums: ends.differences)
    let variances = noise.variances(ofMisses: misses.linked, outputs: outputs)
    let plain = isBetter.allSatisfy { $0 } ? [] : try unlinked()
    return (0..<outputs).map { output in
      guard isBetter[output] else { return plain[output] }
      let own = (0..<n).map { $0 * outputs + output }
      return ShapleyEstimate(
        values: own.map { found.coefficients[$0] },
        standardErrors: own.map { (found.variances[$0] + variances[$0]).squareRoot() },
        isLinked: true)
    }
  }

  /// Sets the coalitions of predictions apart from those of rounds.
  private static let roundOfPoints = 1 << 20
}
