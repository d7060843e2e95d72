/// Shapley values from the values of all coalitions:
/// `φ_i = Σ_{S∌i} w(|S|) [v(S ∪ i) − v(S)]` with `w(s) = s!(n − s − 1)!/n!` (Shapley 1953).
///
/// Coalitions are visited in Gray-code order, so that one player flips at each step. Collected by
/// coalition the sum is `φ_i = Σ_{S∋i} [w(s − 1) + w(s)] v(S) − Σ_S w(s) v(S)`, one pass without a
/// table of values. Over the players, the weights of v(S) sum to 0 for `0 < s < n`, and to ±1 for N
/// and ∅, so the values sum to v(N) − v(∅) by construction.
enum ExactEnumeration {
  /// The maximum number of players for enumeration, with 16.8 million coalitions.
  static let maximumPlayers = 24

  /// The number of coalitions evaluated at a time.
  private static let stride = 1 << 14
  /// The number of steps in a walk; short, so that rounding errors of the running sum do not
  /// accumulate.
  private static let walkLength = 1 << 10

  /// The exact values for each objective. Cost: 2ⁿ evaluations of coalitions.
  ///
  /// - Parameters:
  ///   - game: a game of 1 to ``maximumPlayers`` players.
  ///   - ends: the values of the full and the empty coalition.
  /// - Throws: any error of evaluating the game.
  static func estimates(
    _ game: inout CoalitionGame, ends: CoalitionEnds
  ) throws -> [ShapleyEstimate] {
    let n = game.players.count
    let (outputs, total) = (game.objectives.count, 1 << n)
    // w(s) = 1/(n · C(n − 1, s)); w(−1) and w(n), for ∅ and N, are 0.
    var weights = [1 / Double(n)]
    for size in 1..<max(n, 1) {
      weights.append(weights[size - 1] * Double(size) / Double(n - size))
    }
    weights.append(0)

    var shared = [Double](repeating: 0, count: outputs)
    var sums = [Double](repeating: 0, count: n * outputs)
    func collect(_ coalition: Int, _ values: ArraySlice<Double>) {
      let size = coalition.nonzeroBitCount
      let (join, leave) = (size > 0 ? weights[size - 1] : 0, weights[size])
      for (output, value) in values.enumerated() {
        shared[output] -= leave * value
        var members = coalition
        while members != 0 {
          sums[members.trailingZeroBitCount * outputs + output] += (join + leave) * value
          members &= members - 1
        }
      }
    }
    collect(0, ends.empty[...])
    collect(total - 1, ends.full[...])
    for first in Swift.stride(from: 1, to: total, by: stride) {
      let steps = first..<min(first + stride, total)
      let visited = steps.map(grayCode).filter { $0 != total - 1 }
      let values = try game.values(of: .walks(walks(steps, players: n)))
      for (index, coalition) in visited.enumerated() {
        collect(coalition, values[index * outputs..<(index + 1) * outputs])
      }
    }
    return (0..<outputs).map { output in
      ShapleyEstimate(
        values: (0..<n).map { sums[$0 * outputs + output] + shared[output] }, standardErrors: nil)
    }
  }

  private static func grayCode(_ step: Int) -> Int { step ^ (step >> 1) }

  /// The walks along the Gray code's `steps`, without the full coalition, whose value is known.
  private static func walks(_ steps: Range<Int>, players: Int) -> CoalitionWalks {
    var walks: [(start: [Bool], flips: [Int])] = []
    var (start, flips) = (grayCode(steps.lowerBound - 1), [Int]())
    func finish(next: Int) {
      if !flips.isEmpty {
        let present = (0..<players).map { start >> $0 & 1 == 1 }
        walks.append((present, flips))
      }
      (start, flips) = (next, [])
    }
    for step in steps {
      let coalition = grayCode(step)
      if coalition == (1 << players) - 1 {
        finish(next: coalition)
        continue
      }
      flips.append(step.trailingZeroBitCount)
      if flips.count == walkLength { finish(next: coalition) }
    }
    finish(next: 0)
    return CoalitionWalks(walks, players: players)
  }
}
