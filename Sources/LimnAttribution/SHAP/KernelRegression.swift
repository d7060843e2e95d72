import LimnCore

/// Shapley values by weighted regression on pairs of coalitions (Lundberg and Lee 2017; in the
/// leverage-sampled, paired form of Musco and Witter 2024, arXiv 2410.01817).
///
/// Shapley values solve `min_φ Σ_S w(|S|) (v(S) − v(∅) − Σ_{i∈S} φ_i)²` subject to
/// `Σφ = v(N) − v(∅) = Δ`, with `w(s) = 1/(C(n, s) s (n − s))`. A coalition and its complement
/// collapse to one row, `x = z − ½` with the target `(v(S) − v(Sᶜ))/2`. The result is a
/// ``SumConstrainedRegression`` with weights w divided by the sampled share of the size class. It
/// depends only on the coalitions. If all pairs are sampled the values are exact.
final class KernelRegression: Sendable {
  private let sample: PairedCoalitions
  private let regression: SumConstrainedRegression

  /// The maximum number of samples drawn. A sample that does not determine the values and their
  /// errors is drawn again, which is rare and happens only just above the smallest budget.
  private static let mostAttempts = 100

  /// The regression for the first sample that determines the values and their errors. Cost:
  /// `players²·pairs` operations for each sample drawn.
  ///
  /// - Parameters:
  ///   - pairs: at least twice the number of players, or all pairs.
  ///   - work: cancels between two samples.
  /// - Throws: ``AttributionError/undeterminedSample(players:pairs:attempts:)``,
  ///   `CancellationError`.
  static func determined(
    players n: Int, pairs: Int, stream: RandomStream, work: Work = .serial()
  ) throws -> KernelRegression {
    for attempt in 0..<mostAttempts {
      try work.checkpoint()
      let sample = PairedCoalitions(players: n, pairs: pairs, stream: stream.split(attempt))
      if let regression = KernelRegression(players: n, sample: sample) { return regression }
    }
    throw AttributionError.undeterminedSample(players: n, pairs: pairs, attempts: mostAttempts)
  }

  /// Returns `nil` if the sample does not determine the values and their errors.
  init?(players n: Int, sample: PairedCoalitions) {
    let means = sample.sizes.map { Double($0) / Double(n) - 0.5 }
    var rows = [Double](repeating: 0, count: n * means.count)
    for (row, mean) in means.enumerated() {
      for index in row * n..<(row + 1) * n {
        rows[index] = Double(sample.members.elements[index]) - 0.5 - mean
      }
    }
    let weights = zip(sample.sizes, sample.classCounts).map { size, sampled in
      Double(n * n) / Double(size * (n - size) * sampled) * (2 * size == n ? 0.5 : 1)
    }
    guard
      let regression = SumConstrainedRegression(
        rows: rows, means: means, weights: weights, unsampled: sample.inclusion.map { 1 - $0 })
    else { return nil }
    self.sample = sample
    self.regression = regression
  }

  /// The sampled coalitions: pairs × players, 1 for present players.
  var members: Matrix { sample.members }

  /// The values and their variances, each players × outputs.
  ///
  /// - Parameters:
  ///   - targets: the odd parts of the game, pairs × outputs.
  ///   - sums: v(N) − v(∅), one for each output.
  func solution(targets: [Double], sums: [Double]) -> (coefficients: [Double], variances: [Double])
  {
    regression.solution(targets: targets, sums: sums)
  }

  /// The estimates for each objective.
  ///
  /// - Parameters:
  ///   - game: a game with this design's number of players.
  ///   - ends: the values of the full and the empty coalition.
  /// - Throws: any error of evaluating the game.
  func estimates(_ game: inout CoalitionGame, ends: CoalitionEnds) throws -> [ShapleyEstimate] {
    let (n, outputs) = (game.players.count, game.objectives.count)
    let (values, complements) = try game.valuesWithComplements(of: .members(sample.members))
    let found = regression.solution(
      targets: zip(values, complements).map { ($0 - $1) / 2 }, sums: ends.differences)
    return (0..<outputs).map { output in
      let own = (0..<n).map { $0 * outputs + output }
      return ShapleyEstimate(
        values: own.map { found.coefficients[$0] },
        standardErrors: own.map { found.variances[$0].squareRoot() })
    }
  }
}
