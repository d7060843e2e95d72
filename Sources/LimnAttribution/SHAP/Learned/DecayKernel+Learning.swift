import LimnCore

extension DecayKernel {
  /// The maximum number of rows for fitting the decays.
  static let learningRows = 256

  /// The maximum a posteriori estimate of the decays and the noise by ``DecayPosterior``, which all
  /// outputs share.
  ///
  /// Cost: about twenty evaluations of the posterior.
  ///
  /// - Parameters:
  ///   - signs: rows × players; the first row is all 1.
  ///   - observed: the observations, rows × outputs.
  ///   - magnitudes: the logarithm of each player's magnitude, in any unit.
  ///   - work: has a checkpoint in each evaluation.
  /// - Throws: `CancellationError`.
  init(
    learnedFrom signs: [Double], _ observed: [Double], outputs: Int = 1, magnitudes: [Double],
    work: Work
  ) throws {
    var posterior = DecayPosterior(signs, observed, outputs: outputs, magnitudes: magnitudes)
    let found = try QuasiNewton(steps: 25, tolerance: 1e-4).minimum(from: posterior.priorMean) {
      try work.checkpoint()
      return posterior.value(at: $0)
    }
    (decays, noise) = posterior.parameters(at: found)
    interactions = []
  }
}
