import CRectifier

/// The Shapley values of the game `v(S) = max(u(S), 0)`, `u(S) = c + Σ_{i∈S} a_i`, of few players: over all
/// coalitions, by meeting in the middle.
///
/// Collected by coalition, `φ_i = Σ_{S∋i} [w(s − 1) + w(s)] v(S) − Σ_S w(s) v(S)` with
/// `w(s) = s!(n − s − 1)!/n!` (Shapley 1953; w(−1) and w(n) are 0). The players are cut into halves, and
/// S = A ∪ B. For one A the rectifier is on for those B whose sum is above `−c − a(A)`, and over these
///
///     Σ_B w(|A| + |B|) v(A ∪ B) = Σ_b w(|A| + b) [(c + a(A)) N_b + R_b],
///
/// N_b being how many of them have b members and R_b the sum of theirs. With both halves' sums in order,
/// one sweep keeps N and R for all A in turn, and a second one, with the halves' parts exchanged, gives
/// the values of the other half (Horowitz and Sahni 1974 add up subsets so). The cost is that of
/// `2^(n/2)` coalitions, and what is lost is rounding.
struct RectifiedHalves: Sendable {
  /// Beyond it the halves' sums would leave a core's cache.
  static let maximumPlayers = 2 * Int(LIMN_HALVES_PLAYERS)

  private let players: Int
  /// Of players: the first half, and the others.
  private let halves: (first: Int, second: Int)
  /// For each size of the one half's part a row over the sizes of the other's: `w(s − 1) + w(s)`, and `w(s)`.
  private let joined: [Double]
  private let left: [Double]
  /// The length of a row: whole registers.
  private let width: Int
  /// How many roundings of the largest sum may add up in a value.
  private let roundings: Double

  /// - Parameter players: 2 to ``maximumPlayers``.
  init(players n: Int) {
    precondition((2...Self.maximumPlayers).contains(n), "halves of \(n) players")
    players = n
    halves = (n / 2, n - n / 2)
    let weights = RectifiedSum.sizeWeights(players: n, present: 0, absent: 0) + [0]
    let (largest, width) = (n - n / 2, Self.width(players: n))
    func table(_ weight: (Int) -> Double) -> [Double] {
      (0...largest).flatMap { outer in
        (outer..<outer + width).map { $0 <= n ? weight($0) : 0 }
      }
    }
    self.width = width
    joined = table { ($0 > 0 ? weights[$0 - 1] : 0) + weights[$0] }
    left = table { weights[$0] }
    // A size's sums are as many as C(n/2, n/4); the weights of all add up to at most H_n, twice.
    let most = (0..<largest / 2).reduce(1.0) { $0 * Double(largest - $1) / Double($1 + 1) }
    roundings = 4 * most + 128
  }

  /// Sizes 0 to those of the larger half, in whole registers.
  private static func width(players n: Int) -> Int { ((n - n / 2) / 4 + 1) * 4 }

  /// Operations for one unit, about.
  static func cost(players n: Int) -> Double {
    Double(1 << (n / 2) + 1 << (n - n / 2)) * Double(4 * width(players: n) + 30)
  }

  /// ψ, one value for each step.
  ///
  /// - Parameters:
  ///   - start: c.
  ///   - steps: a, one for each player.
  func shapleyValues(start: Double, steps: [Double]) -> RectifiedSum.Values {
    var (low, high) = (start, start)
    for step in steps {
      low += min(step, 0)
      high += max(step, 0)
    }
    // A unit that is never off, or never on, is a line.
    if low >= 0 { return RectifiedSum.Values(values: steps, bound: 0) }
    if high <= 0 {
      return RectifiedSum.Values(values: [Double](repeating: 0, count: players), bound: 0)
    }
    let values = [Double](unsafeUninitializedCapacity: players) { values, count in
      withUnsafeTemporaryAllocation(
        of: Double.self, capacity: limn_halves_room(halves.first, halves.second)
      ) {
        limn_count_halves(
          start, steps, halves.first, halves.second, joined, left, width, $0.baseAddress!,
          values.baseAddress!)
      }
      count = players
    }
    return RectifiedSum.Values(
      values: values, bound: Double.ulpOfOne * roundings * max(abs(start), -low, high))
  }
}
