import LimnCore

/// Shapley values as the mean marginal contribution over random orders (Castro, Gómez, Tejada
/// 2009), each order with its reverse (antithetic; Mitchell, Cooper, Frank, Holmes 2022, section
/// 4.1).
///
/// Along an order the marginals telescope, so each pair, and their mean, sums to v(N) − v(∅). The
/// prefixes of the reverse order are the complements of the prefixes, which a network gets by a
/// subtraction. Orders belong to the seed and the number of players, not to the input.
struct PermutationSampling {
  /// Model evaluations to spend, those of the ends included: a ceiling.
  let evaluations: Int
  /// Stop once every standard error is at most this, in the objective's unit.
  let precision: Double?
  /// Whether each pair of orders is played before one background row, drawn without replacement
  /// (Štrumbelj and Kononenko 2014), instead of before their average.
  let drawsBackground: Bool
  let seed: UInt64
  /// Where the orders are kept from input to input.
  let designs: DesignCache<PairedOrders.Key, PairedOrders>

  /// Pairs evaluated together: enough for a matrix product, few enough to stop early.
  private static let batch = 16

  /// - Parameter game: of at least two players, its ends already paid for.
  /// - Parameter improved: given an estimate, with the game as it then is, whenever a quarter more
  ///   pairs are played.
  /// - Throws: what evaluating the game throws, or `improved`.
  func estimates(
    _ game: inout CoalitionGame, ends: CoalitionEnds,
    improved: (([ShapleyEstimate], CoalitionGame) throws -> Void)? = nil
  ) throws -> [ShapleyEstimate] {
    let (n, outputs) = (game.players.count, game.objectives.count)
    let perCoalition = drawsBackground ? 1 : game.evaluationsPerCoalition
    let total = (evaluations - game.evaluations) / (2 * (n - 1) * perCoalition)
    let rows = drawsBackground ? backgroundOrder(rows: game.evaluationsPerCoalition) : []
    var moments = PairMoments(players: n, outputs: outputs)
    var drawn = DrawnBackground(players: n, outputs: outputs)

    func estimates() -> [ShapleyEstimate] {
      var estimates = moments.estimates
      if drawsBackground { drawn.center(&estimates, on: ends.empty) }
      return estimates
    }

    var (done, handedOut) = (0, 0)
    while done < total {
      let key = PairedOrders.Key(
        players: n, pairs: done..<min(done + Self.batch, total), seed: seed)
      let paired = designs.design(for: key, cost: key.cost) { PairedOrders(key) }
      if drawsBackground {
        try paired.visit { index, order in
          let row = rows[done % rows.count]
          let pair = try game.valuesWithComplements(
            of: .walks(paired.walks[index..<index + 1]), backgroundRow: row)
          moments.add(order, pair, full: ends.full, empty: ends.emptyByRow[row], offset: 0)
          drawn.add(order, empty: ends.emptyByRow[row])
          done += 1
        }
      } else {
        let pairs = try game.valuesWithComplements(of: .walks(paired.walks))
        paired.visit { index, order in
          moments.add(
            order, pairs, full: ends.full, empty: ends.empty, offset: index * (n - 1) * outputs)
        }
        done += paired.count
      }
      if let precision, moments.largestStandardError <= precision { break }
      if let improved, done < total, 4 * done >= 5 * handedOut {
        try improved(estimates(), game)
        handedOut = done
      }
    }
    return estimates()
  }

  private func backgroundOrder(rows: Int) -> [Int] {
    var stream = RandomStream(seed: seed).split(-1)
    return stream.permutation(of: rows)
  }
}

/// Running mean, variance and skewness of the players' contributions over pairs of orders (Welford 1962;
/// Pébay 2008, equation 1.5).
///
/// Where a player rarely counts, a sample holds few of the orders in which it does, and a small mean comes
/// with a small spread: Student's interval covers too little. Two corrections: to each variance comes what
/// a quarter of a pair of the players' mean variance adds, so that nobody who was never pivotal is certain;
/// and the factor `1 + 1.08 γ²/m`, γ the skewness of m pairs, that Edgeworth's expansion gives the two-sided
/// interval at 95% (Hall 1988, "Theoretical comparison of bootstrap confidence intervals", section 3;
/// `1.08 = (z⁴ + 2z² − 3)/18`).
private struct PairMoments {
  private let players: Int
  private let outputs: Int
  private var count = 0
  private var means: [Double]
  private var squares: [Double]
  private var cubes: [Double]

  /// The pairs of the mean variance that each player's own variance is filled up with.
  private static let sharedPairs = 0.25
  private static let skewnessFactor = 1.08

  init(players: Int, outputs: Int) {
    self.players = players
    self.outputs = outputs
    self.means = [Double](repeating: 0, count: players * outputs)
    self.squares = means
    self.cubes = means
  }

  /// Adds one pair: the values of the order's prefixes and of their complements, from `offset` on.
  mutating func add(
    _ order: UnsafeBufferPointer<Int>, _ pair: (values: [Double], complements: [Double]),
    full: [Double],
    empty: [Double], offset: Int
  ) {
    count += 1
    let share = 1 / Double(count)
    let third = Double(count - 1) * Double(count - 2) * share * share
    for output in 0..<outputs {
      var (prefix, complement) = (empty[output], full[output])
      for (position, player) in order.enumerated() {
        let index = offset + position * outputs + output
        let isLast = position == players - 1
        let nextPrefix = isLast ? full[output] : pair.values[index]
        let nextComplement = isLast ? empty[output] : pair.complements[index]
        // In the reverse order the player joins the complement of its own prefix.
        let contribution = ((nextPrefix - prefix) + (complement - nextComplement)) / 2
        let slot = player * outputs + output
        let deviation = contribution - means[slot]
        means[slot] += deviation * share
        cubes[slot] += deviation * (deviation * deviation * third - 3 * share * squares[slot])
        squares[slot] += deviation * (contribution - means[slot])
        (prefix, complement) = (nextPrefix, nextComplement)
      }
    }
  }

  var largestStandardError: Double {
    (0..<outputs).reduce(0.0) { max($0, standardErrors(of: $1).max() ?? 0) }
  }

  private func standardErrors(of output: Int) -> [Double] {
    guard count > 1 else { return [Double](repeating: .infinity, count: players) }
    let m = Double(count)
    let slots = (0..<players).map { $0 * outputs + output }
    let shared = slots.reduce(0) { $0 + squares[$1] } / (m - 1) / Double(players)
    let student = StudentDistribution.intervalFactor(degreesOfFreedom: count - 1)
    return slots.map { slot in
      let square = squares[slot]
      let variance = square / (m - 1) + Self.sharedPairs / m * shared
      let skewness = square > 0 ? cubes[slot] / m / (square / m * (square / m).squareRoot()) : 0
      return student * (1 + Self.skewnessFactor * skewness * skewness / m)
        * (variance / m).squareRoot()
    }
  }

  var estimates: [ShapleyEstimate] {
    (0..<outputs).map { output in
      ShapleyEstimate(
        values: (0..<players).map { means[$0 * outputs + output] },
        standardErrors: standardErrors(of: output))
    }
  }
}

/// The drawn background rows, weighed against the whole set.
///
/// f of every background row is known, so the mean over the rows that were drawn is set to the mean
/// over all: v(∅) enters as `v_b(∅) − (drawn mean − mean)`, an unbiased control variate with which
/// the marginals telescope to f(x) − v(∅) for any number of draws. It touches who joined first.
private struct DrawnBackground {
  private let outputs: Int
  private var count = 0
  private var sums: [Double]
  private var firsts: [Double]

  init(players: Int, outputs: Int) {
    self.outputs = outputs
    self.sums = [Double](repeating: 0, count: outputs)
    self.firsts = [Double](repeating: 0, count: players)
  }

  mutating func add(_ order: UnsafeBufferPointer<Int>, empty: [Double]) {
    count += 1
    for output in 0..<outputs { sums[output] += empty[output] }
    // Half a pair each: who is first, and who is first in reverse.
    firsts[order[0]] += 0.5
    firsts[order[order.count - 1]] += 0.5
  }

  func center(_ estimates: inout [ShapleyEstimate], on empty: [Double]) {
    for output in 0..<outputs {
      let offset = sums[output] / Double(count) - empty[output]
      for player in firsts.indices {
        estimates[output].values[player] += offset * firsts[player] / Double(count)
      }
    }
  }
}
