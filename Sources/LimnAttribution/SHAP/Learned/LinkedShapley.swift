import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Shapley values of probabilities from a Gaussian process of the scores behind them.
///
/// The scores of the evaluated pairs of coalitions determine a process whose kernel is learned: the
/// decays by marginal likelihood, then a metric from the gradients of its own predictions. Its
/// predictions, through the link, replace the model in a regression over many more coalitions than
/// were evaluated (``KernelRegression``), which costs no evaluations.
///
/// The standard errors have two parts: that of the predictions (``LinkedErrors``), and that of the
/// regression over predictions.
struct LinkedShapley {
  /// The maximum number of players, beyond which the regression's matrix would be large.
  static let mostPlayers = 128
  /// The maximum number of pairs that one process learns from; of more pairs, several processes
  /// learn, and their predictions are averaged.
  private static let mostPairs = 1536
  /// The number of rows for fitting the decays, which all scores share.
  static let learningRows = 128
  /// The number of rows for choosing the metric.
  private static let choosingRows = 512
  /// The number of coalitions at which gradients are taken.
  private static let gradientRows = 256
  /// The weights of the gradients' metric that are tried.
  private static let gradientWeights = [0.5, 0.75]
  /// Coalitions predicted together: their kernels stay in the cache.
  private static let chunk = 64

  /// The number of pairs of coalitions in the regression over predictions: all of them, if there are
  /// not many.
  static func points(players: Int) -> Int { players <= 16 ? 1 << 15 : 1 << 14 }

  /// Divides pairs into nearly equal blocks, one for each process.
  static func blocks(of pairs: Int) -> [Range<Int>] {
    var start = 0
    return GaussianProcess.rounds(of: pairs, most: mostPairs).map { count in
      start += count
      return start - count..<start
    }
  }

  let latents: ScoreLink.Latents
  let process: PairedMetric
  let factors: (odd: Cholesky, even: Cholesky)
  /// The mean and the unit of each predicted score.
  private let means: [Double]
  private let units: [Double]
  /// The standardised scores' odd and even parts, rows × scores.
  let odd: [Double]
  let even: [Double]
  /// The weights of the observations' kernels, rows × scores.
  let weights: (odd: [Double], even: [Double])
  private let objectives: Int

  /// Learns the process; `nil` if the covariance of the observations cannot be factorised.
  ///
  /// - Parameters:
  ///   - latents: of all coalitions, then of their complements.
  ///   - signs: the coalitions, rows × players; the first row is all 1.
  ///   - magnitudes: of the players; see ``CoalitionGame/magnitudes``.
  /// - Throws: `CancellationError`.
  init?(
    _ latents: ScoreLink.Latents, signs: [Double], magnitudes: [Double], objectives: Int,
    work: Work
  ) throws {
    let n = magnitudes.count
    let (width, m) = (latents.count, signs.count / n)
    let half = m * width
    let values = latents.values
    var odd = (0..<half).map { (values[$0] - values[half + $0]) / 2 }
    var even = (0..<half).map { (values[$0] + values[half + $0]) / 2 }
    var (means, units) = (
      [Double](repeating: 0, count: width), [Double](repeating: 0, count: width)
    )
    for index in 0..<half { means[index % width] += even[index] / Double(m) }
    for index in 0..<half {
      even[index] -= means[index % width]
      units[index % width] += (odd[index] * odd[index] + even[index] * even[index]) / Double(m)
    }
    // A score that is the same everywhere has no unit; any will do.
    units = units.map { $0 > 0 ? $0.squareRoot() : 1 }
    for index in 0..<half {
      odd[index] /= units[index % width]
      even[index] /= units[index % width]
    }
    let varying = (0..<width).filter { score in
      (0..<m).contains { odd[$0 * width + score] != 0 }
    }
    guard !varying.isEmpty, n > 2 else { return nil }
    let rows = min(m, Self.learningRows)
    let kernel = try DecayKernel(
      learnedFrom: Array(signs.prefix(rows * n)),
      (0..<rows).flatMap { row in varying.map { odd[row * width + $0] } },
      outputs: varying.count, magnitudes: magnitudes, work: work)
    var metric = [Double](repeating: 0, count: n * n)
    for player in 0..<n { metric[player * n + player] = kernel.decays[player] / 2 }
    let plain = PairedMetric(metric, noise: kernel.noise, signs: signs, players: n)
    let process = try Self.chosen(
      plain, odd: odd, even: even, scores: varying, width: width, work: work)
    guard let factors = try process.factors(m, work: work) else { return nil }
    self.latents = latents
    self.process = process
    self.factors = factors
    (self.means, self.units, self.odd, self.even) = (means, units, odd, even)
    self.objectives = objectives
    weights = (
      factors.odd.solve(odd, columns: width), factors.even.solve(even, columns: width)
    )
  }

  /// Of the plain process and those with a metric from its gradients, the one with the largest
  /// marginal likelihood of the odd parts.
  private static func chosen(
    _ plain: PairedMetric, odd: [Double], even: [Double], scores: [Int], width: Int, work: Work
  ) throws -> PairedMetric {
    let n = plain.players
    let rows = min(plain.rows, choosingRows)
    let few = PairedMetric(
      plain.metric, noise: plain.noise, signs: Array(plain.signs.prefix(rows * n)), players: n)
    guard let factors = try few.factors(rows, work: work) else { return plain }
    let odd = (0..<rows).flatMap { row in scores.map { odd[row * width + $0] } }
    let even = (0..<rows).flatMap { row in scores.map { even[row * width + $0] } }
    let solved = factors.odd.solve(odd, columns: scores.count)
    guard
      let gradients = few.gradientMetric(
        odd: solved, even: factors.even.solve(even, columns: scores.count), outputs: scores.count,
        places: min(rows, gradientRows))
    else { return plain }
    var best = (process: plain, evidence: evidence(factors.odd, odd, solved, outputs: scores.count))
    for weight in gradientWeights {
      try work.checkpoint()
      let metric = zip(plain.metric, gradients).map { (1 - weight) * $0 + weight * $1 }
      let candidate = PairedMetric(metric, noise: plain.noise, signs: few.signs, players: n)
      guard let own = try candidate.oddFactor(rows, work: work) else { continue }
      let found = evidence(
        own, odd, own.solve(odd, columns: scores.count), outputs: scores.count)
      if found > best.evidence {
        best = (
          PairedMetric(metric, noise: plain.noise, signs: plain.signs, players: n), found
        )
      }
    }
    return best.process
  }

  /// The logarithm of the marginal likelihood, with each output's scale estimated.
  private static func evidence(
    _ factor: Cholesky, _ observed: [Double], _ solved: [Double], outputs: Int
  ) -> Double {
    let m = Double(factor.order)
    var fits = [Double](repeating: 0, count: outputs)
    for index in observed.indices { fits[index % outputs] += observed[index] * solved[index] }
    return fits.reduce(-Double(outputs) * factor.logDeterminant / 2) { $0 - m / 2 * log($1 / m) }
  }

  /// The odd parts of the explained values for rows of odd and even parts of standardised scores,
  /// rows × objectives.
  private func explained(odd: [Double], even: [Double]) -> [Double] {
    let width = latents.count
    var result = [Double](repeating: 0, count: odd.count / width * objectives)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { scores in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * objectives) { values in
        let first = UnsafeMutableBufferPointer(rebasing: values[..<objectives])
        let second = UnsafeMutableBufferPointer(rebasing: values[objectives...])
        for row in 0..<odd.count / width {
          for (side, target) in [(1.0, first), (-1.0, second)] {
            for score in 0..<width {
              let index = row * width + score
              scores[score] = (even[index] + side * odd[index]) * units[score] + means[score]
            }
            latents.explain(scores, into: target)
          }
          for objective in 0..<objectives {
            result[row * objectives + objective] = (first[objective] - second[objective]) / 2
          }
        }
      }
    }
    return result
  }

  /// The log-odds of a class, or of an output with a probability of its own, for rows of odd and
  /// even parts of standardised scores and for their complements.
  ///
  /// - Parameter place: its place among the scores.
  func logOdds(odd: [Double], even: [Double], of place: Int) -> (same: [Double], opposite: [Double])
  {
    let width = latents.count
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { scores in
      func side(_ sign: Double) -> [Double] {
        (0..<odd.count / width).map { row in
          for score in 0..<width {
            let index = row * width + score
            scores[score] = (even[index] + sign * odd[index]) * units[score] + means[score]
          }
          return latents.logOdds(UnsafeBufferPointer(scores), of: place)
        }
      }
      return (side(1), side(-1))
    }
  }

  /// What all other evaluated pairs predict of each.
  struct LeftOut {
    /// The odd and even parts of standardised scores, rows × scores.
    let odd: [Double]
    let even: [Double]
    /// The variances of the predictions of each row, for a kernel's variance of 1.
    let oddVariances: [Double]
    let evenVariances: [Double]
  }

  /// Predicts each evaluated pair from all others.
  ///
  /// With `α = K⁻¹y`, the observation i is predicted as `y_i − α_i/(K⁻¹)_ii`, with a variance of
  /// `1/(K⁻¹)_ii`.
  ///
  /// - Throws: `CancellationError`.
  func leftOut(work: Work) throws -> LeftOut {
    let width = latents.count
    try work.checkpoint()
    let first = factors.odd.inverseDiagonal
    try work.checkpoint()
    let second = factors.even.inverseDiagonal
    return LeftOut(
      odd: odd.indices.map { odd[$0] - weights.odd[$0] / first[$0 / width] },
      even: even.indices.map { even[$0] - weights.even[$0] / second[$0 / width] },
      oddVariances: first.map { 1 / $0 }, evenVariances: second.map { 1 / $0 })
  }

  /// What predictions of the evaluated pairs from all others miss: of this process, through the
  /// link, and of a process with the same kernel of the explained values themselves.
  ///
  /// - Parameter observed: the odd parts of the explained values, rows × objectives.
  /// - Returns: both without the first row, rows × objectives.
  func misses(_ observed: [Double], _ leftOut: LeftOut) -> (linked: [Double], unlinked: [Double]) {
    let predicted = explained(odd: leftOut.odd, even: leftOut.even)
    let solved = factors.odd.solve(observed, columns: objectives)
    let later = objectives..<process.rows * objectives
    return (
      later.map { observed[$0] - predicted[$0] },
      later.map { solved[$0] * leftOut.oddVariances[$0 / objectives] }
    )
  }

  /// The odd parts of the explained values that are predicted for coalitions, coalitions ×
  /// objectives.
  ///
  /// - Parameter members: coalitions × players, 1 for present players.
  /// - Throws: `CancellationError`.
  func targets(at members: Matrix, work: Work) throws -> [Double] {
    let predicted = try predictions(
      odd: weights.odd, even: weights.even, outputs: latents.count,
      at: members.elements.map { Double(2 * $0 - 1) }, work: work)
    return explained(odd: predicted.odd, even: predicted.even)
  }

  /// The odd and even parts that weights of the observations predict, each coalitions × outputs.
  ///
  /// - Parameters:
  ///   - odd: the weights of the observations' odd kernels, rows × outputs.
  ///   - even: those of their even kernels.
  ///   - signs: coalitions × players.
  /// - Throws: `CancellationError`.
  func predictions(
    odd: [Double], even: [Double], outputs: Int, at signs: [Double], work: Work
  ) throws -> (odd: [Double], even: [Double]) {
    let length = Self.chunk * process.players
    let predictor = PairedPredictor(process, odd: odd, even: even, outputs: outputs)
    var result = (odd: [Double](), even: [Double]())
    result.odd.reserveCapacity(signs.count / process.players * outputs)
    result.even.reserveCapacity(signs.count / process.players * outputs)
    for start in stride(from: 0, to: signs.count, by: length) {
      try work.checkpoint()
      let found = predictor.predictions(Array(signs[start..<min(start + length, signs.count)]))
      result.odd += found.odd
      result.even += found.even
    }
    return result
  }
}
