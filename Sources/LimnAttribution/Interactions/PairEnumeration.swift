import LimnCore

/// Interactions of pairs from the values of all coalitions.
///
/// A pair's index is `I_ij = Σ_{S∌i,j} w(|S|) [v(S∪ij) − v(S∪i) − v(S∪j) + v(S)]`. Collected by
/// coalition T of size t, a pair has the weight `w(t)` if T contains neither player, `−w(t − 1)` if
/// it contains one and `w(t − 2)` if it contains both. Three sums, over all coalitions, over those
/// that contain i, and over those that contain i and j, therefore give every pair.
enum PairEnumeration {
  /// The maximum number of players for enumeration, with a million coalitions.
  static let maximumPlayers = 20

  /// The values for one objective.
  struct Result {
    /// Shapley values, or for Shapley-Taylor `v(i) − v(∅)`.
    let singles: [Double]
    /// players × players.
    let pairs: [Double]
  }

  /// - Parameters:
  ///   - game: a game of 2 to ``maximumPlayers`` players and one objective.
  ///   - index: the interaction index; `.shapley` and `.aggregated` have the same pairs.
  /// - Throws: any error of evaluating the game.
  static func result(
    _ game: inout CoalitionGame, ends: CoalitionEnds, index: Interactions.Index
  ) throws -> Result {
    let n = game.players.count
    let values = try table(&game, ends: ends)
    // w(s), which is 0 outside of 0…n − 2.
    func weight(_ s: Int) -> Double {
      guard s >= 0, s <= n - 2 else { return 0 }
      // s!(n − 2 − s)!/(n − 1)! = 1/((n − 1) C(n − 2, s)); for Shapley-Taylor 2/(n C(n − 1, s)).
      return index == .shapleyTaylor
        ? 2 / (Double(n) * binomial(n - 1, s)) : 1 / (Double(n - 1) * binomial(n - 2, s))
    }
    let weights = (0...n).map { t -> (all: Double, one: Double, both: Double) in
      let (a, b, c) = (weight(t - 2), weight(t - 1), weight(t))
      return (c, -b - c, a + 2 * b + c)
    }
    // Shapley values: w₁(s) = 1/(n C(n − 1, s)).
    let join = (0...n).map { $0 == 0 ? 0 : 1 / (Double(n) * binomial(n - 1, $0 - 1)) }
    let leave = (0...n).map { $0 == n ? 0 : 1 / (Double(n) * binomial(n - 1, $0)) }
    var all = 0.0
    var shared = 0.0
    var ones = [Double](repeating: 0, count: n)
    var both = [Double](repeating: 0, count: n * n)
    var singles = [Double](repeating: 0, count: n)
    var members: [Int] = []
    for (coalition, value) in values.enumerated() {
      let size = coalition.nonzeroBitCount
      let weight = weights[size]
      all += weight.all * value
      shared -= leave[size] * value
      members.removeAll(keepingCapacity: true)
      var left = coalition
      while left != 0 {
        members.append(left.trailingZeroBitCount)
        left &= left - 1
      }
      for (place, i) in members.enumerated() {
        ones[i] += weight.one * value
        singles[i] += (join[size] + leave[size]) * value
        guard weight.both != 0 else { continue }
        for j in members[(place + 1)...] { both[i * n + j] += weight.both * value }
      }
    }
    var pairs = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in i + 1..<max(n, i + 1) {
        let value = all + ones[i] + ones[j] + both[i * n + j]
        (pairs[i * n + j], pairs[j * n + i]) = (value, value)
      }
    }
    if index == .shapleyTaylor {
      return Result(singles: (0..<n).map { values[1 << $0] - values[0] }, pairs: pairs)
    }
    return Result(singles: singles.map { $0 + shared }, pairs: pairs)
  }

  /// The value of every coalition, indexed by the bits of its members.
  private static func table(_ game: inout CoalitionGame, ends: CoalitionEnds) throws -> [Double] {
    let n = game.players.count
    var values = [Double](repeating: 0, count: 1 << n)
    (values[0], values[values.count - 1]) = (ends.empty[0], ends.full[0])
    let step = 1 << 12
    for first in stride(from: 1, to: values.count - 1, by: step) {
      let coalitions = first..<min(first + step, values.count - 1)
      let members = Matrix(rows: coalitions.count, columns: n) { target in
        for (row, coalition) in coalitions.enumerated() {
          for i in 0..<n { target[row * n + i] = Float(coalition >> i & 1) }
        }
      }
      let found = try game.values(of: .members(members))
      for (coalition, value) in zip(coalitions, found) { values[coalition] = value }
    }
    return values
  }

  private static func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<max(0, min(k, n - k))).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
  }
}
