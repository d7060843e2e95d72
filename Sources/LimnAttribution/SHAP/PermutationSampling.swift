import LimnCore

/// Shapley values as the mean marginal contribution over random orders (Castro, Gómez, Tejada
/// 2009), each order with its reverse (antithetic sampling; Mitchell, Cooper, Frank, Holmes 2022,
/// section 4.1).
///
/// The marginal contributions along an order telescope, so those of each pair, and their mean, sum
/// to v(N) − v(∅). The prefixes of the reverse order are the complements of the prefixes, which
/// take only a subtraction for a network. Orders depend on the seed and the number of players, not
/// on the input.
struct PermutationSampling {
  /// The maximum number of model evaluations, including those of the ends.
  let evaluations: Int
  /// Sampling stops once every standard error is at most this, in the objective's unit.
  let precision: Double?
  /// Whether each pair of orders is evaluated with one background row, drawn without replacement
  /// (Štrumbelj and Kononenko 2014), instead of averaged over all rows.
  let drawsBackground: Bool
  let seed: UInt64
  /// The cache of orders, shared by inputs.
  let designs: DesignCache<PairedOrders.Key, PairedOrders>

  /// The number of pairs evaluated together: enough for a matrix product, few enough to stop early.
  private static let batch = 16

  /// The estimates for each objective.
  ///
  /// - Parameters:
  ///   - game: a game of at least two players, whose ends have been evaluated.
  ///   - ends: the values of the full and the empty coalition.
  ///   - improved: called with intermediate estimates and the current game each time the number of
  ///     pairs has grown by a quarter.
  /// - Throws: any error of evaluating the game or of `improved`.
  func estimates(
    _ game: inout CoalitionGame, ends: CoalitionEnds,
    improved: (([ShapleyEstimate], CoalitionGame) throws -> Void)? = nil
  ) throws -> [ShapleyEstimate] {
    let (n, outputs) = (game.players.count, game.objectives.count)
    let perCoalition = drawsBackground ? 1 : game.evaluationsPerCoalition
    let total = (evaluations - game.evaluations) / (2 * (n - 1) * perCoalition)
    let rows = drawsBackground ? backgroundOrder(rows: game.evaluationsPerCoalition) : []
    let drawn = drawsBackground ? DrawnRows(game) : nil
    var moments = PairMoments(players: n, outputs: outputs, drawn: drawn)

    func estimates() -> [ShapleyEstimate] {
      guard drawsBackground else { return moments.estimates }
      return moments.estimates.enumerated().map { output, estimate in
        moments.completed(
          estimate, to: ends.full[output] - ends.empty[output], output: output)
      }
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
          moments.add(
            order, pair, full: ends.full, empty: ends.emptyByRow[row], offset: 0, row: row)
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

/// Running mean, variance and skewness of the players' contributions over pairs of orders (Welford
/// 1962; Pébay 2008, equation 1.5).
///
/// If a player is rarely pivotal, a sample contains few of the orders in which it is, and a small
/// mean comes with a small spread, so that Student's interval covers too little. There are two
/// corrections. A quarter of a pair with the players' mean variance is added to each variance, so
/// that a player that was never pivotal does not have a standard error of 0. The standard error is
/// multiplied by `1 + 1.08 γ²/m`, with γ the skewness of m pairs, as the Edgeworth expansion gives
/// for the two-sided 95% interval (Hall 1988, "Theoretical comparison of bootstrap confidence
/// intervals", section 3; `1.08 = (z⁴ + 2z² − 3)/18`).
///
/// If each pair is evaluated with one row of the background, a player's contribution is correlated
/// with the row's values of the player's features, whose mean over all rows is known. This is used
/// as a control variate, with its slope estimated by least squares over the pairs (see
/// ``DrawnRows``); the variance it explains does not count as error.
private struct PairMoments {
  private let players: Int
  private let outputs: Int
  private let drawn: DrawnRows?
  private var count = 0
  private var means: [Double]
  private var squares: [Double]
  private var cubes: [Double]
  /// The moments of the drawn rows' values for the players, and their products with the
  /// contributions.
  private var shownMeans: [Double]
  private var shownSquares: [Double]
  private var products: [Double]

  /// The number of pairs with the players' mean variance that is added to each player's variance.
  private static let sharedPairs = 0.25
  private static let skewnessFactor = 1.08

  /// The minimum number of pairs for estimating a slope.
  private static let fewestPairs = 8

  init(players: Int, outputs: Int, drawn: DrawnRows? = nil) {
    self.players = players
    self.outputs = outputs
    self.drawn = drawn
    self.means = [Double](repeating: 0, count: players * outputs)
    self.squares = means
    self.cubes = means
    self.shownMeans = [Double](repeating: 0, count: drawn == nil ? 0 : players)
    self.shownSquares = shownMeans
    self.products = drawn == nil ? [] : means
  }

  /// Adds one pair: the values of the order's prefixes and of their complements, starting at
  /// `offset`.
  ///
  /// - Parameter row: the background row of the pair, if it was evaluated with one.
  mutating func add(
    _ order: UnsafeBufferPointer<Int>, _ pair: (values: [Double], complements: [Double]),
    full: [Double],
    empty: [Double], offset: Int, row: Int = 0
  ) {
    count += 1
    let share = 1 / Double(count)
    if let drawn {
      for player in 0..<players {
        let deviation = drawn.shown(row, to: player) - shownMeans[player]
        shownMeans[player] += deviation * share
        shownSquares[player] +=
          deviation * (drawn.shown(row, to: player) - shownMeans[player])
      }
    }
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
        if let drawn {
          products[slot] += deviation * (drawn.shown(row, to: player) - shownMeans[player])
        }
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
    let left = (0..<players).map { residual(of: $0, output: output) }
    let freedom = hasSlopes ? count - 2 : count - 1
    let shared = left.reduce(0, +) / Double(freedom) / Double(players)
    let student = StudentDistribution.intervalFactor(degreesOfFreedom: freedom)
    return left.enumerated().map { player, rest in
      let slot = player * outputs + output
      let square = squares[slot]
      let variance = rest / Double(freedom) + Self.sharedPairs / m * shared
      let skewness = square > 0 ? cubes[slot] / m / (square / m * (square / m).squareRoot()) : 0
      return student * (1 + Self.skewnessFactor * skewness * skewness / m)
        * (variance / m).squareRoot()
    }
  }

  var estimates: [ShapleyEstimate] {
    (0..<outputs).map { output in
      ShapleyEstimate(
        values: (0..<players).map { means[$0 * outputs + output] - correction(of: $0, output) },
        standardErrors: standardErrors(of: output))
    }
  }

  private var hasSlopes: Bool { drawn != nil && count >= Self.fewestPairs }

  /// The correction by the control variate for the difference between the mean of the drawn rows
  /// and that of all rows.
  private func correction(of player: Int, _ output: Int) -> Double {
    guard hasSlopes, let drawn, shownSquares[player] > 0 else { return 0 }
    return products[player * outputs + output] / shownSquares[player]
      * (shownMeans[player] - drawn.mean(player))
  }

  /// The residual sum of squares of a player's contributions after the control variate.
  private func residual(of player: Int, output: Int) -> Double {
    let slot = player * outputs + output
    guard hasSlopes, shownSquares[player] > 0 else { return squares[slot] }
    // Rounding may make the difference slightly negative.
    return max(0, squares[slot] - products[slot] * products[slot] / shownSquares[player])
  }

  /// The values adjusted to their known sum. The difference is divided in proportion to the
  /// variances of the values, which is the least-squares solution under this condition, so a player
  /// without variance is not adjusted.
  func completed(_ estimate: ShapleyEstimate, to sum: Double, output: Int) -> ShapleyEstimate {
    let variances = (0..<players).map { residual(of: $0, output: output) }
    let total = variances.reduce(0, +)
    let missing = sum - estimate.values.reduce(0, +)
    var estimate = estimate
    for player in 0..<players {
      estimate.values[player] +=
        missing * (total > 0 ? variances[player] / total : 1 / Double(players))
    }
    return estimate
  }
}

/// The values of the players' features in the rows of a background, for the control variate.
///
/// A pair of orders is evaluated with one drawn row b, and a player's contribution is about
/// `w (x − b)` if the model is nearly linear. The mean of b over the drawn rows differs from the
/// known mean over all rows, and the control variate corrects for that difference. For a player
/// with several features, b is their mean; any function of the row would be valid, and it is the
/// more effective the more it correlates with the contribution.
private struct DrawnRows {
  private let players: Int
  /// rows × players.
  private let values: [Double]
  private let means: [Double]

  init(_ game: CoalitionGame) {
    let (background, members) = (game.background, game.players.members)
    players = game.players.count
    var sizes = [Double](repeating: 0, count: players)
    for member in members { sizes[member.player] += 1 }
    var values = [Double](repeating: 0, count: background.rows * players)
    for row in 0..<background.rows {
      for member in members {
        values[row * players + member.player] +=
          Double(background[row, member.feature]) / sizes[member.player]
      }
    }
    self.values = values
    means = (0..<players).map { [players] player in
      (0..<background.rows).reduce(0) { $0 + values[$1 * players + player] }
        / Double(background.rows)
    }
  }

  func shown(_ row: Int, to player: Int) -> Double { values[row * players + player] }

  func mean(_ player: Int) -> Double { means[player] }
}
