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
  static let maximumPlayers = 24

  /// What a sweep holds for each size of a half's coalitions, rounded up to whole vectors.
  private typealias Lanes = SIMD4<Double>

  private let players: Int
  /// Of players: the first half, and the others.
  private let halves: (first: Int, second: Int)
  /// For each size of the outer part, over the sizes of the inner: `w(s − 1) + w(s)`, and `w(s)`.
  private let joined: [Lanes]
  private let left: [Lanes]
  private let vectors: Int
  /// How many roundings of the largest sum may add up in a value.
  private let roundings: Double

  /// - Parameter players: 2 to ``maximumPlayers``.
  init(players n: Int) {
    precondition((2...Self.maximumPlayers).contains(n), "halves of \(n) players")
    players = n
    halves = (n / 2, n - n / 2)
    let weights = RectifiedSum.sizeWeights(players: n, present: 0, absent: 0) + [0]
    let (largest, lanes) = (n - n / 2, Lanes.scalarCount)
    let vectors = largest / lanes + 1
    func table(_ weight: (Int) -> Double) -> [Lanes] {
      (0...largest).flatMap { outer in
        (0..<vectors).map { vector in
          var row = Lanes.zero
          for lane in 0..<lanes {
            let size = outer + vector * lanes + lane
            row[lane] = size <= n ? weight(size) : 0
          }
          return row
        }
      }
    }
    self.vectors = vectors
    joined = table { ($0 > 0 ? weights[$0 - 1] : 0) + weights[$0] }
    left = table { weights[$0] }
    // A size's sums are as many as C(n/2, n/4); the weights of all add up to at most H_n, twice.
    let most = (0..<largest / 2).reduce(1.0) { $0 * Double(largest - $1) / Double($1 + 1) }
    roundings = 4 * most + 128
  }

  /// Operations for one unit, about.
  var cost: Double { Double(1 << halves.first + 1 << halves.second) * Double(vectors * 16 + 30) }

  /// ψ, one value for each step.
  ///
  /// - Parameters:
  ///   - start: c.
  ///   - steps: a, one for each player.
  func shapleyValues(start: Double, steps: [Double]) -> RectifiedSum.Values {
    let low = steps.reduce(start) { $0 + min($1, 0) }
    let high = steps.reduce(start) { $0 + max($1, 0) }
    // A unit that is never off, or never on, is a line.
    if low >= 0 { return RectifiedSum.Values(values: steps, bound: 0) }
    if high <= 0 {
      return RectifiedSum.Values(values: [Double](repeating: 0, count: players), bound: 0)
    }
    let first = SubsetSums(steps[..<halves.first])
    let second = SubsetSums(steps[halves.first...])
    var values = [Double](repeating: 0, count: players)
    let shared = sweep(first, over: second, start: start, into: &values, from: 0)
    _ = sweep(second, over: first, start: start, into: &values, from: halves.first)
    for player in values.indices { values[player] -= shared }
    return RectifiedSum.Values(
      values: values, bound: Double.ulpOfOne * roundings * max(abs(start), -low, high))
  }

  /// Adds to each player of `outer` the weighted values of the coalitions that hold it.
  ///
  /// - Returns: `Σ_S w(s) v(S)`, the same from both sides.
  private func sweep(
    _ outer: SubsetSums, over inner: SubsetSums, start: Double, into values: inout [Double],
    from place: Int
  ) -> Double {
    var counts = [Lanes](repeating: .zero, count: vectors)
    var sums = counts
    var bySubset = [Double](repeating: 0, count: outer.sums.count)
    var shared = 0.0
    var next = inner.sums.count - 1
    counts.withUnsafeMutableBufferPointer { counts in
      sums.withUnsafeMutableBufferPointer { sums in
        joined.withUnsafeBufferPointer { joined in
          left.withUnsafeBufferPointer { left in
            for (index, subset) in outer.subsets.enumerated() {
              let base = start + outer.sums[index]
              while next >= 0, inner.sums[next] + base > 0 {
                let size = inner.subsets[next].nonzeroBitCount
                let (vector, lane) = (size / Lanes.scalarCount, size % Lanes.scalarCount)
                counts[vector][lane] += 1
                sums[vector][lane] += inner.sums[next]
                next -= 1
              }
              let row = Int(subset.nonzeroBitCount) * vectors
              var (with, without) = (Lanes.zero, Lanes.zero)
              for vector in 0..<vectors {
                let on = base * counts[vector] + sums[vector]
                with += joined[row + vector] * on
                without += left[row + vector] * on
              }
              bySubset[Int(subset)] = with.sum()
              shared += without.sum()
            }
          }
        }
      }
    }
    // Of the subsets with the last player and those without: the first add up to its value, and both
    // together are the subsets of the others.
    var half = bySubset.count / 2
    for player in stride(from: outer.players - 1, through: 0, by: -1) {
      for subset in 0..<half {
        values[place + player] += bySubset[half + subset]
        bySubset[subset] += bySubset[half + subset]
      }
      half /= 2
    }
    return shared
  }
}

/// The sums of all subsets of some steps, the least first.
private struct SubsetSums {
  let players: Int
  private(set) var sums: [Double]
  /// The steps that each sum is of, as bits.
  private(set) var subsets: [UInt16]

  init(_ steps: ArraySlice<Double>) {
    players = steps.count
    (sums, subsets) = ([0], [0])
    for (player, step) in steps.enumerated() { add(step, bit: 1 << UInt16(player)) }
  }

  /// Merges the sums without the step with those with it, which are in the same order.
  private mutating func add(_ step: Double, bit: UInt16) {
    let count = sums.count
    var (without, with) = (0, 0)
    var merged = sums + sums
    var places = subsets + subsets
    for slot in merged.indices {
      let takesWithout =
        with == count || (without < count && sums[without] <= sums[with] + step)
      if takesWithout {
        (merged[slot], places[slot]) = (sums[without], subsets[without])
        without += 1
      } else {
        (merged[slot], places[slot]) = (sums[with] + step, subsets[with] | bit)
        with += 1
      }
    }
    (sums, subsets) = (merged, places)
  }
}
