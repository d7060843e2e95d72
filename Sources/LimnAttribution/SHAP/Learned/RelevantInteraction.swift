import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// An interaction of three players that the observations single out: a game `w χ(S)` of the parity
/// `χ(S) = s_i s_j s_k` of the players' signs, with a normal prior on w.
///
/// Trees of depth three are sums of few such games, which a kernel that treats all triples alike
/// cannot tell from noise. Paired coalitions see only the odd part of a game, and three is the
/// lowest odd order above the linear part.
struct RelevantInteraction: Sendable, Equatable {
  /// The three players, in ascending order.
  let players: [Int]
  /// The prior variance of w, relative to the kernel's.
  let variance: Double

  /// The Shapley value of each of the three players in the game χ, in which N has the value 1 and ∅
  /// the value −1.
  static let valueOfMember = 2.0 / 3

  /// χ for some rows of signs, rows × players.
  func parities(_ signs: [Double], players n: Int, rows: Range<Int>) -> [Double] {
    rows.map { row in
      signs[row * n + players[0]] * signs[row * n + players[1]] * signs[row * n + players[2]]
    }
  }
}

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
/// q is kept for all candidates and s only for those with the largest q, which decide.
///
/// Cost: `rows³`, and for each added interaction `rows · players³/6` operations.
struct InteractionSearch {
  /// The maximum number of rows that are searched.
  static let mostRows = 1024
  /// The maximum number of players whose triples are candidates: those with the largest decays.
  static let mostPlayers = 40
  /// The maximum number of interactions.
  static let most = 128
  /// The number of candidates with the largest q² for which s is known.
  private static let front = 32

  private let rows: Int
  private let observed: [Double]
  /// C⁻¹ without the added interactions.
  private let inverse: [Double]
  /// The signs of the candidates' players, one array for each.
  private let columns: [[Double]]
  /// The signs of all candidates' players, rows × players.
  private let signs: [Double]

  /// A candidate: three places in `columns`, in ascending order.
  private struct Candidate {
    let places: (Int, Int, Int)
    var q: Double
    /// `nil` until it is among those with the largest q².
    var s: Double?
    var isAdded = false
  }

  /// The interactions to add to a kernel.
  ///
  /// - Parameters:
  ///   - kernel: without interactions.
  ///   - signs: rows × players; the first row is all 1.
  ///   - observed: the observation of each row.
  /// - Returns: in the order in which they were added; empty if none stands out.
  /// - Throws: `CancellationError`.
  static func found(
    _ kernel: DecayKernel, _ signs: [Double], _ observed: [Double], work: Work
  ) throws -> [RelevantInteraction] {
    let n = kernel.decays.count
    let rows = min(observed.count, mostRows)
    let chosen = Array(
      (0..<n).sorted { (-kernel.decays[$0], $0) < (-kernel.decays[$1], $1) }.prefix(mostPlayers)
    ).sorted()
    let signs = Array(signs.prefix(rows * n))
    guard chosen.count > 2,
      let factor = try Cholesky(
        kernel.covariance(signs, work: work), order: rows, work: work)
    else { return [] }
    let search = InteractionSearch(
      rows: rows, observed: Array(observed.prefix(rows)), inverse: factor.inverse,
      columns: chosen.map { player in (0..<rows).map { signs[$0 * n + player] } },
      signs: (0..<rows).flatMap { row in chosen.map { signs[row * n + $0] } })
    return try search.added(work: work).map { places, variance in
      RelevantInteraction(
        players: [chosen[places.0], chosen[places.1], chosen[places.2]], variance: variance)
    }
  }

  private func added(work: Work) throws -> [(places: (Int, Int, Int), variance: Double)] {
    let m = Double(rows)
    let solved = product(inverse, observed, rows: rows, inner: rows, columns: 1)
    var fit = dot(solved, observed)
    guard fit > 0 else { return [] }
    var candidates = triples(weightedBy: solved)
    // For each added one: C⁻¹φ with all before it added, and the factor of its rank-one update.
    var updates: [(direction: [Double], factor: Double)] = []
    var result: [(places: (Int, Int, Int), variance: Double)] = []
    while result.count < min(Self.most, rows / 8) {
      try work.checkpoint()
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
      let places = candidates[best.index].places
      result.append((places, variance))
      candidates[best.index].isAdded = true
      let direction = self.solved(parities(places), updates)
      let factor = variance / (1 + variance * s)
      updates.append((direction, factor))
      let along = dot(direction, observed)
      fit -= factor * along * along
      guard fit > 0 else { break }
      let products = triples(weightedBy: direction)
      for index in candidates.indices {
        candidates[index].q -= factor * along * products[index].q
        if let s = candidates[index].s {
          candidates[index].s = max(s - factor * products[index].q * products[index].q, 1e-12)
        }
      }
    }
    return result
  }

  /// All candidates, with `Σ_r weights_r φ_r` as q: products of the signs of two players, weighted,
  /// with those of the third.
  private func triples(weightedBy weights: [Double]) -> [Candidate] {
    let players = columns.count
    var result: [Candidate] = []
    for first in 0..<players - 2 {
      let seconds = first + 1..<players - 1
      var pairs = [Double](repeating: 0, count: seconds.count * rows)
      for second in seconds {
        let start = (second - seconds.lowerBound) * rows
        for row in 0..<rows {
          pairs[start + row] = weights[row] * columns[first][row] * columns[second][row]
        }
      }
      let sums = product(pairs, signs, rows: seconds.count, inner: rows, columns: players)
      for second in seconds {
        for third in second + 1..<players {
          result.append(
            Candidate(
              places: (first, second, third),
              q: sums[(second - seconds.lowerBound) * players + third]))
        }
      }
    }
    return result
  }

  private func parities(_ places: (Int, Int, Int)) -> [Double] {
    (0..<rows).map { columns[places.0][$0] * columns[places.1][$0] * columns[places.2][$0] }
  }

  /// C⁻¹φ with all interactions added so far.
  private func solved(
    _ parities: [Double], _ updates: [(direction: [Double], factor: Double)]
  ) -> [Double] {
    var result = product(inverse, parities, rows: rows, inner: rows, columns: 1)
    for update in updates {
      let along = update.factor * dot(update.direction, parities)
      for index in result.indices { result[index] -= along * update.direction[index] }
    }
    return result
  }

  /// Computes s for the candidates with the largest q² that have none.
  private func complete(
    _ candidates: inout [Candidate], _ updates: [(direction: [Double], factor: Double)]
  ) {
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
    for index in leading where candidates[index].s == nil {
      let parities = parities(candidates[index].places)
      candidates[index].s = max(dot(solved(parities, updates), parities), 1e-12)
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    product(a, b, rows: 1, inner: a.count, columns: 1)[0]
  }
}
