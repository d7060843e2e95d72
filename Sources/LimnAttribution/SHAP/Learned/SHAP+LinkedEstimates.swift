import LimnCore

extension SHAP {
  /// Sets the coalitions of predictions apart from those of rounds.
  private static let roundOfPoints = 1 << 20
  /// Sets the coalitions and the numbers of draws apart from those.
  private static let roundOfDraws = 1 << 21

  /// The processes that a design's pairs are divided among, and what their predictions of these
  /// pairs miss of the explained values.
  private struct LinkedProcesses {
    var all: [(shapley: LinkedShapley, leftOut: LinkedShapley.LeftOut)] = []
    /// By this process, and by one of the values themselves; pairs × objectives.
    var misses = (linked: [Double](), unlinked: [Double]())
  }

  /// The estimates of one design, from predictions of logits where these are better.
  ///
  /// - Throws: `CancellationError`, any error of evaluating the game.
  func linkedEstimates(
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
      let processes = try linkedProcesses(
        latents, signs: signs, odd: odd, magnitudes: magnitudes, outputs: outputs, work: work)
    else { return try unlinked() }
    // Several blocks predict less well than one process of the values of all pairs may.
    let surprises = design.squaredSurprises(odd, outputs: outputs)
    let misses = (0..<outputs).map { output in
      column(output, of: processes.misses.linked, outputs: outputs)
    }
    let isBetter = (0..<outputs).map { output in
      let others = column(output, of: processes.misses.unlinked, outputs: outputs)
      return meanSquare(misses[output]) < min(meanSquare(others), surprises[output])
    }
    guard isBetter.contains(true),
      let variances = try linkedVariances(
        processes, isBetter: isBetter, misses: misses, key: key, work: work)
    else { return try unlinked() }
    let found = try linkedValues(processes, sums: ends.differences, key: key, work: work)
    let plain = variances.contains { $0 == nil } ? try unlinked() : []
    return (0..<outputs).map { output in
      guard let variances = variances[output] else { return plain[output] }
      let own = (0..<n).map { $0 * outputs + output }
      return ShapleyEstimate(
        values: own.map { found.coefficients[$0] },
        standardErrors: zip(own, variances).map { (found.variances[$0] + $1).squareRoot() },
        isLinked: true)
    }
  }

  /// Learns the processes; `nil` if a covariance cannot be factorised.
  private func linkedProcesses(
    _ latents: ScoreLink.Latents, signs: [Double], odd: [Double], magnitudes: [Double],
    outputs: Int, work: Work
  ) throws -> LinkedProcesses? {
    let n = magnitudes.count
    let total = signs.count / n
    var result = LinkedProcesses()
    for block in LinkedShapley.blocks(of: total - 1) {
      // Each block with the ends.
      let rows = [0] + block.map { $0 + 1 }
      guard
        let process = try LinkedShapley(
          latents.rows(rows, of: total),
          signs: rows.flatMap { signs[$0 * n..<($0 + 1) * n] }, magnitudes: magnitudes,
          objectives: outputs, work: work)
      else { return nil }
      let leftOut = try process.leftOut(work: work)
      let own = process.misses(rows.flatMap { odd[$0 * outputs..<($0 + 1) * outputs] }, leftOut)
      result.misses.linked += own.linked
      result.misses.unlinked += own.unlinked
      result.all.append((process, leftOut))
    }
    return result
  }

  /// The variances of the values that the processes' errors cause, for each objective that they
  /// predict better and that their errors change; `nil` if there is none to draw.
  private func linkedVariances(
    _ processes: LinkedProcesses, isBetter: [Bool], misses: [[Double]], key: PairedCoalitions.Key,
    work: Work
  ) throws -> [[Double]?]? {
    let regression = try linkedRegression(
      key, pairs: LinkedErrors.points(pairs: key.pairs), round: Self.roundOfDraws, work: work)
    let stream = RandomStream(seed: key.seed).split(key.round + Self.roundOfDraws).split(
      key.players)
    let errors = try processes.all.compactMap { process in
      try LinkedErrors(
        process.shapley, process.leftOut, at: regression.members, stream: stream, work: work)
    }
    guard errors.count == processes.all.count else { return nil }
    return try isBetter.indices.map { output in
      try work.checkpoint()
      guard isBetter[output] else { return nil }
      return LinkedErrors.variances(
        errors, objective: output, misses: misses[output], regression: regression)
    }
  }

  /// The values of the mean of the processes' predictions, and their variances.
  private func linkedValues(
    _ processes: LinkedProcesses, sums: [Double], key: PairedCoalitions.Key, work: Work
  ) throws -> (coefficients: [Double], variances: [Double]) {
    let regression = try linkedRegression(
      key, pairs: LinkedShapley.points(players: key.players), round: Self.roundOfPoints,
      work: work)
    let targets = try processes.all.map {
      try $0.shapley.targets(at: regression.members, work: work)
    }
    return regression.solution(
      targets: targets[0].indices.map { index in
        targets.reduce(0) { $0 + $1[index] } / Double(targets.count)
      }, sums: sums)
  }

  /// A regression over coalitions that are predicted.
  ///
  /// - Parameter round: is added to the round of the key.
  private func linkedRegression(
    _ key: PairedCoalitions.Key, pairs: Int, round: Int, work: Work
  ) throws -> KernelRegression {
    let own = PairedCoalitions.Key(
      players: key.players, pairs: pairs, seed: key.seed, round: key.round + round)
    return try regressions.design(for: own, cost: own.cost) {
      try KernelRegression.determined(
        players: own.players, pairs: own.pairs, stream: own.stream, work: work)
    }
  }

  private func column(_ output: Int, of values: [Double], outputs: Int) -> [Double] {
    stride(from: output, to: values.count, by: outputs).map { values[$0] }
  }

  private func meanSquare(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
  }
}
