import CRectifier

/// The Shapley values of the game `v(S) = max(u(S), 0)`, `u(S) = c + Σ_{i∈S} a_i`, for few players:
/// the sum over all coalitions by a meet-in-the-middle algorithm.
///
/// Collected by coalition, `φ_i = Σ_{S∋i} [w(s − 1) + w(s)] v(S) − Σ_S w(s) v(S)` with
/// `w(s) = s!(n − s − 1)!/n!` (Shapley 1953; w(−1) and w(n) are 0). The players are divided into
/// halves, and S = A ∪ B. For a given A the rectifier is active for those B whose sum exceeds
/// `−c − a(A)`, and over these
///
///     Σ_B w(|A| + |B|) v(A ∪ B) = Σ_b w(|A| + b) [(c + a(A)) N_b + R_b],
///
/// where N_b is the number of these B with b members and R_b the sum of their sums. If the subsets
/// of both halves are sorted by their sums, one sweep updates N and R for all A in turn, and a
/// second sweep with the halves exchanged gives the values of the other half (like the subset-sum
/// algorithm of Horowitz and Sahni 1974). The cost is that of `2^(n/2)` coalitions, and the only
/// error is rounding.
struct RectifiedHalves: Sendable {
  /// With more players the sums of the halves would not fit in a core's cache.
  static let maximumPlayers = 2 * Int(LIMN_HALVES_PLAYERS)

  private let players: Int
  /// The numbers of players in the two halves.
  private let halves: (first: Int, second: Int)
  /// The weights `w(s − 1) + w(s)` and `w(s)`: for each size in one half, a row over the sizes in
  /// the other.
  private let joined: [Double]
  private let left: [Double]
  /// The length of a row, rounded up to whole registers.
  private let width: Int
  /// The maximum number of rounding errors of the largest sum in a value.
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
    // There are at most C(n/2, n/4) sums of one size, and all weights sum to at most 2 H_n.
    let most = (0..<largest / 2).reduce(1.0) { $0 * Double(largest - $1) / Double($1 + 1) }
    roundings = 4 * most + 128
  }

  /// The sizes from 0 to that of the larger half, rounded up to whole registers.
  private static func width(players n: Int) -> Int { ((n - n / 2) / 4 + 1) * 4 }

  /// The approximate number of operations for one unit.
  static func cost(players n: Int) -> Double {
    Double(1 << (n / 2) + 1 << (n - n / 2)) * Double(4 * width(players: n) + 30)
  }

  /// The Shapley values ψ, one for each step.
  ///
  /// - Parameters:
  ///   - start: c.
  ///   - steps: the step a_i of each player.
  func shapleyValues(start: Double, steps: [Double]) -> RectifiedSum.Values {
    var (low, high) = (start, start)
    for step in steps {
      low += min(step, 0)
      high += max(step, 0)
    }
    // A unit that is always active, or never, is linear.
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
