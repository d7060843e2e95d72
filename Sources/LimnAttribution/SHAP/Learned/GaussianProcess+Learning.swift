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
      return try learnedEstimate(from: observed, magnitudes: magnitudes, work: work)
        ?? estimates(observed, outputs: 1)[0]
    }
  }

  /// The estimate of a process with decays and interactions fitted to the observations of one
  /// output; `nil` if there is nothing to fit or the covariance cannot be factorised.
  ///
  /// - Throws: `CancellationError`.
  private func learnedEstimate(from observed: [Double], magnitudes: [Double], work: Work) throws
    -> ShapleyEstimate?
  {
    let n = sample.members.columns
    let rows = min(observed.count, DecayKernel.learningRows)
    let unit = observed.reduce(0) { max($0, abs($1)) }
    guard unit > 0, n > 2 else { return nil }
    let signs = self.signs.map(Double.init)
    let scaled = observed.map { $0 / unit }
    var kernel = try DecayKernel(
      learnedFrom: Array(signs.prefix(rows * n)), Array(scaled.prefix(rows)),
      magnitudes: magnitudes, work: work)
    // Of the decays alone first, then with the interactions that stand out.
    var factor = try kernel.factor(signs, work: work)
    if let plain = factor {
      kernel.interactions = try InteractionSearch.found(kernel, plain, signs, scaled, work: work)
    }
    if !kernel.interactions.isEmpty {
      factor = nil
      factor = try kernel.factor(signs, work: work)
      if factor == nil {
        kernel.interactions = []
        factor = try kernel.factor(signs, work: work)
      }
    }
    guard let factor else { return nil }
    let values = try kernel.whitenedValues(factor, signs, work: work)
    let innovations = factor.whiten(scaled)
    let estimated = product(
      values.white, innovations, first: .transposed, rows: n, inner: innovations.count, columns: 1)
    // The rows that the decays were not fitted to, if they are enough: where few interactions are
    // large, few rows tell little. Rows that they were fitted to are predicted too well.
    let least = min(Self.innovationLimit, (innovations.count + 1) / 2)
    let last = innovations.suffix(max(innovations.count - rows, least))
    let fitted = Double(rows) / Double(max(rows - n - 1, 1))
    let caution =
      innovations.count - rows < least ? max(Self.caution, fitted.squareRoot()) : Self.caution
    let scale = (last.reduce(0) { $0 + $1 * $1 } / Double(last.count)).squareRoot()
    let student = StudentDistribution.intervalFactor(degreesOfFreedom: last.count)
    return ShapleyEstimate(
      values: estimated.map { $0 * unit },
      standardErrors: values.variances.map {
        unit * caution * scale * student * $0.squareRoot()
      })
  }
}
