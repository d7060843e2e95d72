import LimnCore

extension GaussianProcess {
  /// The estimates for each output.
  ///
  /// - Parameters:
  ///   - odd: the odd part of the game, observations × outputs.
  ///   - magnitudes: of the players, if decays and interactions are fitted to the observations of
  ///     each output; see ``CoalitionGame/magnitudes``.
  /// - Throws: `CancellationError`.
  func estimates(_ odd: [Double], outputs: Int, magnitudes: [Double]?, work: Work) throws
    -> [ShapleyEstimate]
  {
    guard let magnitudes else { return estimates(odd, outputs: outputs) }
    let observations = 1 + sample.count
    return try (0..<outputs).map { output in
      let observed = (0..<observations).map { odd[$0 * outputs + output] }
      return try learned(
        from: observed, magnitudes: magnitudes, work: work
      ).estimates(observed, outputs: 1)[0]
    }
  }

  /// A design with the same coalitions, and with decays and interactions fitted to the observations.
  ///
  /// - Throws: `CancellationError`.
  private func learned(from observed: [Double], magnitudes: [Double], work: Work) throws
    -> GaussianProcess
  {
    let n = sample.members.columns
    let rows = min(observed.count, DecayKernel.learningRows)
    let unit = observed.reduce(0) { max($0, abs($1)) }
    guard unit > 0, n > 2 else { return self }
    let signs = Self.signs(sample, players: n).map(Double.init)
    let scaled = observed.map { $0 / unit }
    var kernel = try DecayKernel(
      learnedFrom: Array(signs.prefix(rows * n)), Array(scaled.prefix(rows)),
      magnitudes: magnitudes, work: work)
    kernel.interactions = try InteractionSearch.found(kernel, signs, scaled, work: work)
    return try GaussianProcess(sample, kernel, rows: rows, work: work) ?? self
  }

  /// Creates a design with a decay for each player, fitted to the first `rows` observations; `nil`
  /// if the covariance cannot be factorised.
  ///
  /// A fitted kernel predicts its own observations too well, so the scale is multiplied by
  /// `rows/(rows − players − 1)`.
  ///
  /// - Throws: `CancellationError`.
  private convenience init?(
    _ sample: PairedCoalitions, _ kernel: DecayKernel, rows: Int, work: Work
  ) throws {
    let signs = Self.signs(sample, players: kernel.decays.count).map(Double.init)
    let covariance = try kernel.covariance(signs, work: work)
    guard let factor = try Cholesky(consume covariance, order: 1 + sample.count, work: work) else {
      return nil
    }
    try self.init(
      sample, factor, columns: kernel.columns(signs, work: work),
      priorVariances: kernel.priorVariances,
      caution: Double(rows) / Double(max(rows - kernel.decays.count - 1, 1)), work: work)
  }
}
