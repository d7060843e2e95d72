import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The greedy choice of ``RelevantInteraction``s by marginal likelihood, one at a time (Tipping and
/// Faul 2003, "Fast marginal likelihood maximisation for sparse Bayesian models", equations 18 to
/// 21, with the observations' scale estimated as well).
///
/// For a candidate with parities φ, `s = φᵀC⁻¹φ` and `q = φᵀC⁻¹y`, adding the variance w changes the
/// log-likelihood by `½ log(1 − u) − ½ m log(1 − u r)` with `r = q²/(s yᵀC⁻¹y)` and
/// `u = ws/(1 + ws)`, which is largest at `u = (m r − 1)/((m − 1) r)`. It is added if that exceeds
/// `log((N − k)/(k + 1))` for N candidates of which k have been added: the price under a uniform
/// prior on how many there are. Networks, which have none that stand out, are left alone by it.
///
/// q is known for all candidates, in single precision, and s only for those with the largest q, which
/// decide.
///
/// Cost: `⅔ · rows · players³` operations, and as many for each added interaction.
struct InteractionSearch {
  /// The maximum number of rows that are searched.
  static let mostRows = 768
  /// The maximum number of players whose triples are candidates: those with the largest decays.
  static let mostPlayers = 40
  /// The number of candidates with the largest q² for which s is known.
  private static let front = 32

  private let rows: Int
  private let observed: [Double]
  /// C without the added interactions.
  private let factor: Cholesky
  private let players: Int
  /// The signs of the candidates' players, players × rows.
  private let signs: [Float]

  /// A candidate: three of the players, in ascending order.
  private struct Candidate {
    let places: (Int, Int, Int)
    var q = 0.0
    /// `nil` until it is among those with the largest q².
    var s: Double?
    var isAdded = false
  }

  /// An added interaction's `C⁻¹φ` with all before it added, and the factor of its rank-one update.
  private typealias Update = (direction: [Double], factor: Double)

  /// The interactions to add to a kernel.
  ///
  /// - Parameters:
  ///   - kernel: without interactions.
  ///   - factor: of the kernel's covariance of all rows.
  ///   - signs: rows × players; the first row is all 1.
  ///   - observed: the observation of each row.
  /// - Returns: in the order in which they were added; empty if none stands out.
  /// - Throws: `CancellationError`.
  static func found(
    _ kernel: DecayKernel, _ factor: Cholesky, _ signs: [Double], _ observed: [Double], work: Work
  ) throws -> [RelevantInteraction] {
    let n = kernel.decays.count
    let rows = min(observed.count, mostRows)
    let chosen = Array(
      (0..<n).sorted { (-kernel.decays[$0], $0) < (-kernel.decays[$1], $1) }.prefix(mostPlayers)
    ).sorted()
    guard chosen.count > 2 else { return [] }
    let search = InteractionSearch(
      rows: rows, observed: Array(observed.prefix(rows)),
      factor: rows < factor.order ? factor.leading(rows) : factor, players: chosen.count,
      signs: chosen.flatMap { player in (0..<rows).map { Float(signs[$0 * n + player]) } })
    return try search.added(work: work).map { places, variance in
      RelevantInteraction(
        players: [chosen[places.0], chosen[places.1], chosen[places.2]], variance: variance)
    }
  }

  private func added(work: Work) throws -> [(places: (Int, Int, Int), variance: Double)] {
    let m = Double(rows)
    // C⁻¹y with all interactions added so far.
    var weights = factor.solve(observed)
    var fit = dot(weights, observed)
    guard fit > 0 else { return [] }
    var candidates = allTriples()
    var updates: [Update] = []
    var result: [(places: (Int, Int, Int), variance: Double)] = []
    while result.count < rows / 8 {
      try work.checkpoint()
      weigh(&candidates, by: weights)
      complete(&candidates, updates)
      var best = (index: -1, gain: -Double.infinity, share: 0.0)
      for (index, candidate) in candidates.enumerated() where !candidate.isAdded {
        guard let s = candidate.s else { continue }
        let ratio = min(candidate.q * candidate.q / (s * fit), 1 - 1e-12)
        guard ratio * m > 1 else { continue }
        let share = min((m * ratio - 1) / ((m - 1) * ratio), 1 - 1e-9)
        let gain = (log1p(-share) - m * log1p(-share * ratio)) / 2
        if gain > best.gain { best = (index, gain, share) }
      }
      let price = log(Double(candidates.count - result.count) / Double(result.count + 1))
      guard best.index >= 0, best.gain > price, let s = candidates[best.index].s else { break }
      let variance = best.share / (1 - best.share) / s
      result.append((candidates[best.index].places, variance))
      candidates[best.index].isAdded = true
      var direction = factor.solve(parities(candidates[best.index]))
      for update in updates {
        let along = update.factor * dot(parities(candidates[best.index]), update.direction)
        for index in direction.indices { direction[index] -= along * update.direction[index] }
      }
      let own = variance / (1 + variance * s)
      let along = dot(direction, observed)
      updates.append((direction, own))
      fit -= own * along * along
      guard fit > 0 else { break }
      for index in weights.indices { weights[index] -= own * along * direction[index] }
      for index in candidates.indices {
        guard let s = candidates[index].s, !candidates[index].isAdded else { continue }
        let product = dot(parities(candidates[index]), direction)
        candidates[index].s = max(s - own * product * product, 1e-12)
      }
    }
    return result
  }

  private func allTriples() -> [Candidate] {
    (0..<players - 2).flatMap { first in
      (first + 1..<players - 1).flatMap { second in
        (second + 1..<players).map { Candidate(places: (first, second, $0)) }
      }
    }
  }

  /// Sets every candidate's q to `Σ_r weights_r φ_r`: products of the signs of two players, weighted,
  /// with those of the third.
  private func weigh(_ candidates: inout [Candidate], by weights: [Double]) {
    let weights = weights.map(Float.init)
    var weighted = weights
    var pairs = [Float](repeating: 0, count: (players - 2) * rows)
    var sums = [Float](repeating: 0, count: (players - 2) * (players - 2))
    var index = 0
    for first in 0..<players - 2 {
      // As many seconds as thirds: players first + 1…, and first + 2….
      let count = players - 2 - first
      pairs.withUnsafeMutableBufferPointer { pairs in
        signs.withUnsafeBufferPointer { signs in
          for row in 0..<rows { weighted[row] = weights[row] * signs[first * rows + row] }
          weighted.withUnsafeBufferPointer { weighted in
            for second in 0..<count {
              let other = (first + 1 + second) * rows
              for row in 0..<rows {
                pairs[second * rows + row] = weighted[row] * signs[other + row]
              }
            }
          }
          guard let signs = signs.baseAddress, let pairs = pairs.baseAddress else { return }
          BLAS.multiplyAdd(
            rows: count, columns: count, inner: rows, scale: Float(1), pairs, leading: rows, .asIs,
            signs + (first + 2) * rows, leading: rows, .transposed, accumulate: 0, &sums,
            leading: count)
        }
      }
      for second in 0..<count {
        for third in second..<count {
          candidates[index].q = Double(sums[second * count + third])
          index += 1
        }
      }
    }
  }

  private func parities(_ candidate: Candidate) -> [Double] {
    let (first, second, third) = candidate.places
    return signs.withUnsafeBufferPointer { signs in
      (0..<rows).map { row in
        Double(
          signs[first * rows + row] * signs[second * rows + row] * signs[third * rows + row])
      }
    }
  }

  /// Computes s for the candidates with the largest q² that have none.
  private func complete(_ candidates: inout [Candidate], _ updates: [Update]) {
    var leading: [Int] = []
    var least = 0.0
    for index in candidates.indices where !candidates[index].isAdded {
      let size = abs(candidates[index].q)
      guard leading.count < Self.front || size > least else { continue }
      let place = leading.firstIndex { abs(candidates[$0].q) < size } ?? leading.count
      leading.insert(index, at: place)
      if leading.count > Self.front { leading.removeLast() }
      least = abs(candidates[leading[leading.count - 1]].q)
    }
    let unknown = leading.filter { candidates[$0].s == nil }
    let parities = unknown.map { self.parities(candidates[$0]) }
    let white = factor.whiten(
      (0..<rows).flatMap { row in parities.map { $0[row] } }, columns: unknown.count)
    for (column, index) in unknown.enumerated() {
      var s = stride(from: column, to: white.count, by: unknown.count).reduce(0) {
        $0 + white[$1] * white[$1]
      }
      for update in updates {
        let along = dot(parities[column], update.direction)
        s -= update.factor * along * along
      }
      candidates[index].s = max(s, 1e-12)
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    product(a, b, rows: 1, inner: a.count, columns: 1)[0]
  }
}
