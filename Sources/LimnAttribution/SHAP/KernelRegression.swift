import LimnCore

/// Shapley values by weighted regression on pairs of coalitions (Lundberg and Lee 2017; in the
/// leverage-sampled, paired form of Musco and Witter 2024, arXiv 2410.01817).
///
/// Shapley values solve `min_φ Σ_S w(|S|) (v(S) − v(∅) − Σ_{i∈S} φ_i)²` subject to
/// `Σφ = v(N) − v(∅) = Δ`, with `w(s) = 1/(C(n, s) s (n − s))`. A coalition and its complement
/// collapse to one row, `x = z − ½` against `(v(S) − v(Sᶜ))/2`. With P the projection that takes out
/// the mean, `x̃ = P x` and `φ = P φ + Δ/n`, what is left has no constraint:
///
///     φ̂ = M (g − x̄ Δ) + Δ/n,   M = (X̃ᵀ Ω X̃ + 11ᵀ)⁻¹ X̃ᵀ Ω
///
/// where ω is w over the share of its size class that was sampled. The rows of P M sum to nothing,
/// so the values sum to Δ. M depends on the coalitions alone. With all pairs sampled the values are
/// exact.
///
/// The standard error is the regression's heteroscedasticity-robust sandwich, each residual over
/// one minus its leverage (HC3; MacKinnon and White 1985), with the finite-population factor
/// `1 − share` of sampling without replacement.
final class KernelRegression: Sendable {
  private let sample: PairedCoalitions
  /// M: players × pairs.
  private let weights: [Double]
  /// Element by element, for the variances.
  private let squaredWeights: [Double]
  /// X̃: pairs × players.
  private let rows: [Double]
  /// `x̄` of each pair.
  private let means: [Double]
  /// What each pair's residual is multiplied by: `√(1 − share)/(1 − leverage)`.
  private let residualFactors: [Double]

  /// A pair that alone decides a direction tells nothing of its own error; a sample with a leverage
  /// beyond this is drawn again. Rare, and only just above the smallest budget.
  private static let largestLeverage = 0.99

  /// The samples that are drawn before it is said that none will do.
  private static let mostAttempts = 100

  /// The first sample that determines the values and their errors. Cost: `players²·pairs` operations
  /// for each that is drawn.
  ///
  /// - Parameters:
  ///   - pairs: at least twice the number of players, or all there are.
  ///   - work: stops it between two samples.
  /// - Throws: `AttributionError.undeterminedSample`, `CancellationError`.
  static func determined(
    players n: Int, pairs: Int, stream: RandomStream, work: Work = Work(workers: 1)
  ) throws -> KernelRegression {
    for attempt in 0..<mostAttempts {
      try work.checkpoint()
      let sample = PairedCoalitions(players: n, pairs: pairs, stream: stream.split(attempt))
      if let regression = KernelRegression(players: n, sample: sample) { return regression }
    }
    throw AttributionError.undeterminedSample(players: n, pairs: pairs, attempts: mostAttempts)
  }

  /// `nil` when the sample does not determine the values and their errors.
  private init?(players n: Int, sample: PairedCoalitions) {
    let count = sample.count
    let means = sample.sizes.map { Double($0) / Double(n) - 0.5 }
    let centred = sample.members.elements.enumerated().map { index, member in
      Double(member) - 0.5 - means[index / n]
    }
    let omega = zip(sample.sizes, sample.classCounts).map { size, sampled in
      Double(n * n) / Double(size * (n - size) * sampled) * (2 * size == n ? 0.5 : 1)
    }
    let weighted = centred.enumerated().map { index, value in value * omega[index / n] }
    var gram = [Double](repeating: 0, count: n * n)
    BLAS.multiplyAdd(
      rows: n, columns: n, inner: count, scale: 1.0, weighted, leading: n, .transposed, centred,
      leading: n, .asIs, accumulate: 0, &gram, leading: n)
    // 11ᵀ at the size of the rest: it fills the direction that P takes out and touches no other.
    let mean = (0..<n).reduce(0) { $0 + gram[$1 * n + $1] } / Double(n * n)
    for index in gram.indices { gram[index] += mean }
    guard let factor = Cholesky(gram, order: n) else { return nil }
    let solved = factor.solve(
      (0..<n * count).map { weighted[$0 % count * n + $0 / count] }, columns: count)
    let leverages = (0..<count).map { pair in
      (0..<n).reduce(0) { $0 + centred[pair * n + $1] * solved[$1 * count + pair] }
    }
    let unsampled = sample.inclusion.map { 1 - $0 }
    for (leverage, unsampled) in zip(leverages, unsampled)
    where unsampled > 0 && !(leverage < Self.largestLeverage) { return nil }
    self.sample = sample
    self.means = means
    self.weights = solved
    self.squaredWeights = solved.map { $0 * $0 }
    self.rows = centred
    self.residualFactors = zip(leverages, unsampled).map { leverage, unsampled in
      unsampled == 0 ? 0 : unsampled.squareRoot() / (1 - leverage)
    }
  }

  /// - Parameter game: of as many players as this was made for.
  /// - Throws: what evaluating the game throws.
  func estimates(_ game: inout CoalitionGame, ends: CoalitionEnds) throws -> [ShapleyEstimate] {
    let (n, outputs, count) = (game.players.count, game.objectives.count, sample.count)
    let (values, complements) = try game.valuesWithComplements(of: .members(sample.members))
    let differences = ends.differences
    let targets = (0..<count * outputs).map { index in
      (values[index] - complements[index]) / 2
        - means[index / outputs] * differences[index % outputs]
    }
    let centred = product(weights, targets, rows: n, inner: count, columns: outputs)
    let predicted = product(rows, centred, rows: count, inner: n, columns: outputs)
    let squares = (0..<count * outputs).map { index in
      let residual = (targets[index] - predicted[index]) * residualFactors[index / outputs]
      return residual * residual
    }
    let variances = product(squaredWeights, squares, rows: n, inner: count, columns: outputs)
    return (0..<outputs).map { output in
      ShapleyEstimate(
        values: (0..<n).map { centred[$0 * outputs + output] + differences[output] / Double(n) },
        standardErrors: (0..<n).map { variances[$0 * outputs + output].squareRoot() })
    }
  }
}
