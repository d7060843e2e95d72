import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The errors of Shapley values from predictions of scores, by draws from the posterior of a
/// process.
///
/// A draw is a function from the prior less what the process would predict of it from its values,
/// with noise, at the evaluated coalitions (Wilson and others 2020, "Efficiently sampling functions
/// from Gaussian process posteriors", equation 12). A function from the prior is a sum of random
/// Fourier features (Rahimi and Recht 2007, "Random features for large-scale kernel machines",
/// section 3): `√2·sin(ωᵀs)` for the odd part and `√2·cos(ωᵀs)` for the even part, ω ~ N(0, A). The
/// linear part and the constant have none, for the observations determine them.
///
/// Added to the predicted log-odds of a probability, a draw changes its Shapley values by an error
/// that they may have. A steep link makes these errors large near its steps and small elsewhere.
struct LinkedErrors {
  /// The number of draws, which share the features.
  static let draws = 32
  private static let features = 64
  /// A factor on the standard errors, because the scales are known from evaluated pairs to which the
  /// metric was fitted.
  private static let caution = 1.1
  /// The number of draws of what the prediction of an evaluated pair misses.
  private static let missDraws = 8
  /// The number of pairs of coalitions whose explained values are drawn: with fewer than twice the
  /// evaluated ones, the regression's own error would be a large part of what is drawn.
  static func points(pairs: Int) -> Int { max(2 * pairs, 1 << 11) }

  private typealias Term = (place: Int, weight: Double)

  private let process: LinkedShapley
  private let leftOut: LinkedShapley.LeftOut
  /// Standard normal numbers for what predictions of each evaluated pair miss, rows ×
  /// ``missDraws``.
  private let normals: (odd: [Double], even: [Double])
  /// The predicted scores, points × scores, standardised.
  private let predicted: (odd: [Double], even: [Double])
  /// The draws for a scale of 1, points × draws.
  let drawn: (odd: [Double], even: [Double])

  /// Draws at coalitions; `nil` if the metric is not positive definite to working precision.
  ///
  /// Cost: as predictions at these coalitions, and `rows²·draws` operations.
  ///
  /// - Parameters:
  ///   - members: coalitions × players, 1 for present players.
  ///   - stream: the same for all processes of a game, whose errors are then alike.
  /// - Throws: `CancellationError`.
  init?(
    _ process: LinkedShapley, _ leftOut: LinkedShapley.LeftOut, at members: Matrix,
    stream: RandomStream, work: Work
  ) throws {
    let metric = process.process
    let (n, m, draws, features) = (metric.players, metric.rows, Self.draws, Self.features)
    guard let factor = Cholesky(metric.metric, order: n) else { return nil }
    var stream = stream
    func normal(_ count: Int) -> [Double] { (0..<count).map { _ in stream.normal() } }
    let frequencies = normal(n * features)
    let scale = (2 / Double(features)).squareRoot()
    let amplitudes = (
      odd: normal(features * draws).map { $0 * scale },
      even: normal(features * draws).map { $0 * scale }
    )
    normals = (normal(m * Self.missDraws), normal(m * Self.missDraws))

    /// Functions from the prior, rows × draws, for rows of signs and `A s` of each.
    func prior(_ images: [Double]) -> (odd: [Double], even: [Double]) {
      let count = images.count / n
      // With A = LLᵀ and ω = Lz, ωᵀs = zᵀ(L⁻¹As).
      var columns = images
      for row in 0..<count {
        for player in 0..<n { columns[player * count + row] = images[row * n + player] }
      }
      let phases = product(
        factor.whiten(columns, columns: count), frequencies, first: .transposed, rows: count,
        inner: n, columns: features
      ).map(Float.init)
      return (
        product(
          phases.map { Double(sin($0)) }, amplitudes.odd, rows: count, inner: features,
          columns: draws),
        product(
          phases.map { Double(cos($0)) }, amplitudes.even, rows: count, inner: features,
          columns: draws)
      )
    }
    var (odd, even) = prior(metric.images)
    // Noise of ±σ has the variance of normal noise, and takes one bit.
    let noise = metric.noise.squareRoot()
    for index in draws..<m * draws {
      let bits = stream.next()
      odd[index] += bits & 1 == 0 ? noise : -noise
      even[index] += bits & 2 == 0 ? noise : -noise
    }
    try work.checkpoint()
    let solved = (
      odd: process.factors.odd.solve(odd, columns: draws),
      even: process.factors.even.solve(even, columns: draws)
    )
    let scores = process.latents.count
    let width = scores + draws
    /// Weights of the scores and of the draws, rows × both.
    func joined(_ weights: [Double], _ solved: [Double]) -> [Double] {
      var result: [Double] = []
      for row in 0..<m {
        result += weights[row * scores..<(row + 1) * scores]
        result += solved[row * draws..<(row + 1) * draws]
      }
      return result
    }
    let signs = members.elements.map { Double(2 * $0 - 1) }
    let found = try process.predictions(
      odd: joined(process.weights.odd, solved.odd), even: joined(process.weights.even, solved.even),
      outputs: width, at: signs, work: work)
    try work.checkpoint()
    let free = prior(
      product(signs, metric.metric, rows: members.rows, inner: n, columns: n))
    func split(_ found: [Double], _ free: [Double]) -> (scores: [Double], draws: [Double]) {
      var result = (scores: [Double](), draws: free)
      for row in 0..<members.rows {
        result.scores += found[row * width..<row * width + scores]
        for draw in 0..<draws {
          result.draws[row * draws + draw] -= found[row * width + scores + draw]
        }
      }
      return result
    }
    let (first, second) = (split(found.odd, free.odd), split(found.even, free.even))
    predicted = (first.scores, second.scores)
    drawn = (first.draws, second.draws)
    self.process = process
    self.leftOut = leftOut
  }

  /// The variances of the values of one objective; `nil` if the draws leave it as it is.
  ///
  /// The scale of the draws of each score is the mean square of what the evaluated pairs' predictions
  /// from all others miss of it. A factor then makes what is drawn for the objective at these pairs as
  /// large as what is missed of it.
  ///
  /// - Parameters:
  ///   - all: of each process, at the same coalitions.
  ///   - misses: what the predictions of evaluated pairs from all others miss of the objective, of
  ///     all processes.
  ///   - regression: over the coalitions of the draws.
  static func variances(
    _ all: [LinkedErrors], objective: Int, misses: [Double], regression: KernelRegression
  ) -> [Double]? {
    guard let first = all.first else { return nil }
    let terms = first.process.latents.terms[objective]
    let expected = all.reduce(0) { $0 + $1.expectedSquares(terms) }
    guard expected > 0 else { return nil }
    let student = StudentDistribution.intervalFactor(degreesOfFreedom: draws)
    let widened = caution * student
    let factor = widened * widened * misses.reduce(0) { $0 + $1 * $1 } / expected
    let changes = regression.solution(
      targets: changes(all, terms), sums: [Double](repeating: 0, count: draws)
    ).coefficients
    return stride(from: 0, to: changes.count, by: draws).map { start in
      factor * changes[start..<start + draws].reduce(0) { $0 + $1 * $1 } / Double(draws)
    }
  }

  /// What draws, averaged over the processes, change of the odd part of an objective, points × draws.
  private static func changes(_ all: [LinkedErrors], _ terms: [Term]) -> [Double] {
    let share = 1 / Double(all.count)
    let zeros = [Double](repeating: 0, count: all[0].drawn.odd.count)
    var result = zeros
    for (shift, term) in terms.enumerated() {
      var odds = (
        same: [Double](repeating: 0, count: zeros.count / draws),
        opposite: [Double](repeating: 0, count: zeros.count / draws)
      )
      var (odd, even) = (zeros, zeros)
      for part in all {
        let own = part.process.logOdds(
          odd: part.predicted.odd, even: part.predicted.even, of: term.place)
        for row in own.same.indices {
          odds.same[row] += share * own.same[row]
          odds.opposite[row] += share * own.opposite[row]
        }
        let scale = part.scales(of: term.place)
        let (first, second) = (share * scale.odd.squareRoot(), share * scale.even.squareRoot())
        for index in zeros.indices {
          odd[index] += first * part.drawn.odd[index]
          even[index] += second * part.drawn.even[index]
        }
      }
      add(term.weight, odds, odd, even, shift: shift, to: &result)
    }
    return result
  }

  /// The sum of the squares that predictions of evaluated pairs from all others are expected to miss
  /// of an objective's odd part; the first pair is not predicted.
  private func expectedSquares(_ terms: [Term]) -> Double {
    var missed = [Double](repeating: 0, count: normals.odd.count)
    for (shift, term) in terms.enumerated() {
      let scale = scales(of: term.place)
      Self.add(
        term.weight, process.logOdds(odd: leftOut.odd, even: leftOut.even, of: term.place),
        spread(normals.odd, leftOut.oddVariances, scale.odd),
        spread(normals.even, leftOut.evenVariances, scale.even), shift: shift, to: &missed)
    }
    return missed.dropFirst(Self.missDraws).reduce(0) { $0 + $1 * $1 } / Double(Self.missDraws)
  }

  /// The mean squares of what predictions of evaluated pairs from all others miss of a score's odd
  /// and even log-odds, relative to their variances.
  private func scales(of place: Int) -> (odd: Double, even: Double) {
    let right = process.logOdds(odd: process.odd, even: process.even, of: place)
    let found = process.logOdds(odd: leftOut.odd, even: leftOut.even, of: place)
    var sums = (odd: 0.0, even: 0.0)
    let m = right.same.count
    for row in 1..<m {
      let same = right.same[row] - found.same[row]
      let opposite = right.opposite[row] - found.opposite[row]
      sums.odd += (same - opposite) * (same - opposite) / 4 / leftOut.oddVariances[row]
      sums.even += (same + opposite) * (same + opposite) / 4 / leftOut.evenVariances[row]
    }
    return (sums.odd / Double(m - 1), sums.even / Double(m - 1))
  }

  /// Normal numbers with each row's variance times a scale.
  private func spread(_ normals: [Double], _ variances: [Double], _ scale: Double) -> [Double] {
    normals.indices.map { (scale * variances[$0 / Self.missDraws]).squareRoot() * normals[$0] }
  }

  /// Adds what draws change of the odd part of a weighted probability, rows × draws.
  ///
  /// - Parameter shift: terms of an objective take different draws, up to ``missDraws`` of them.
  private static func add(
    _ weight: Double, _ odds: (same: [Double], opposite: [Double]), _ odd: [Double],
    _ even: [Double], shift: Int, to result: inout [Double]
  ) {
    let draws = result.count / odds.same.count
    for row in odds.same.indices {
      let (same, opposite) = (odds.same[row], odds.opposite[row])
      let right = logistic(same) - logistic(opposite)
      for draw in 0..<draws {
        let index = row * draws + draw / missDraws * missDraws + (draw + shift) % missDraws
        let changed =
          logistic(same + even[index] + odd[index]) - logistic(opposite + even[index] - odd[index])
        result[row * draws + draw] += weight * (changed - right) / 2
      }
    }
  }
}
