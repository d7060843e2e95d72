import CRectifier
import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The Shapley values of the game `v(S) = max(u(S), 0)`, `u(S) = c + Σ_{i∈S} a_i`: one rectifier
/// applied to a sum over players.
///
/// In the multilinear form (Owen 1972) `ψ_i = ∫₀¹ E_q[v(S ∪ i) − v(S)] dq`, where every other
/// player is in S with probability q. With P twice the largest |u| over all S, the rectifier is the
/// sum of half a line and half a triangle wave of period P,
///
///     max(u, 0) = u/2 + P/8 − (P/π²) Σ_{k odd} cos(2πku/P)/k²,
///
/// and the expectation of a wave is the product of the players' characteristic functions. With
/// `ω = 2πk/P` and `z_i = e^{iωa_i}`,
///
///     ψ_i = a_i/2 − (P/π²) Σ_{k odd} Re[e^{iωc} (z_i − 1) I_i]/k²,
///     I_i = ∫₀¹ Π_{l≠i} (1 − q + q z_l) dq,
///
/// whose integrand is a polynomial of degree n − 1, integrated by Gauss-Legendre quadrature. Nodes
/// come in mirrored pairs: `1 − q + q z = z · conj(q + (1 − q) z)` gives a node's product from that
/// of its mirror image.
///
/// The waves after the last harmonic do not average out over coalitions of very few players, or of
/// all but very few. For coalitions of at most two players and of all but at most two, the
/// remainder of the series, `ρ(u)`, is therefore added as a separate game. Its values sum to
/// ρ(u(N)) − ρ(u(∅)), so the total is exact for any truncation.
///
/// The players may be the rest of a larger game, in which d other players are present and e are
/// absent. The integrands then have the factor `q^d (1 − q)^e`, and ψ is the sum over the
/// coalitions that contain exactly those d.
///
/// The truncation error is bounded by ``WaveTail``.
struct RectifiedSum: Sendable {
  /// The Shapley values of one rectifier with an error bound.
  struct Values: Sendable {
    var values: [Double]
    /// An upper bound on the error of every value.
    var bound: Double
  }

  private let players: Int
  /// The lower half of the nodes of q, padded with 0 to an even number.
  private let nodes: [Double]
  /// The weights of the nodes and of their mirror images; the latter are empty if they are the
  /// same.
  private let nodeWeights: [Double]
  private let mirrorWeights: [Double]
  /// `w(s) = (d + s)!(n − d − s − 1)!/n!`, with n the number of players in the whole game.
  private let sizeWeights: [Double]
  private let remainder: WaveRemainder
  private let tail: WaveTail

  /// - Parameters:
  ///   - players: at least 2.
  ///   - present: d, the number of other players that are present.
  ///   - absent: e, the number of other players that are absent.
  ///   - remainder: the number of waves; `nil` for the fewest.
  init(
    players n: Int, present: Int = 0, absent: Int = 0, remainder: WaveRemainder? = nil
  ) {
    precondition(n > 1, "a sum of \(n) players")
    self.players = n
    let remainder = remainder ?? .least(players: n)
    self.remainder = remainder
    let all = n + present + absent
    let rule = GaussLegendre.multilinear(players: all)
    let half = rule.nodes.count / 2
    func pairs(_ values: [Double]) -> [Double] {
      values.prefix(half) + (half.isMultiple(of: 2) ? [] : [0])
    }
    func weights(_ d: Int, _ e: Int) -> [Double] {
      guard d + e > 0 else { return pairs(rule.weights) }
      return pairs(
        zip(rule.nodes, rule.weights).map { pow($0, Double(d)) * pow(1 - $0, Double(e)) * $1 })
    }
    self.nodes = pairs(rule.nodes)
    self.nodeWeights = weights(present, absent)
    self.mirrorWeights = present == absent ? [] : weights(absent, present)
    self.sizeWeights = Self.sizeWeights(players: n, present: present, absent: absent)
    self.tail = WaveTail(
      players: n, sizeWeights: sizeWeights, remainder: remainder, isWhole: all == n,
      isExact: rule.nodes.count >= (all + 1) / 2)
  }

  /// `w(s)` for s = 0…n − 1; w(0) is `1/(N · C(N − 1, d))` for a whole game of N players.
  static func sizeWeights(players n: Int, present: Int, absent: Int) -> [Double] {
    let all = n + present + absent
    var first = 1 / Double(all)
    for size in 0..<present { first *= Double(size + 1) / Double(all - 1 - size) }
    var weights = [first]
    for size in 1..<n {
      weights.append(weights[size - 1] * Double(present + size) / Double(absent + n - size))
    }
    return weights
  }

  /// The approximate number of operations for one unit: waves, and table look-ups for pairs of the
  /// remainder's game.
  var cost: Double {
    let n = Double(players)
    let passes = mirrorWeights.isEmpty ? 1.0 : 2
    return Double(remainder.harmonics * nodes.count) * n * 22 * passes + n * n * 8
  }

  /// The Shapley values ψ, one for each step.
  ///
  /// - Parameters:
  ///   - start: c.
  ///   - steps: the step a_i of each player.
  func shapleyValues(start: Double, steps: [Double]) -> Values {
    let low = steps.reduce(start) { $0 + min($1, 0) }
    let high = steps.reduce(start) { $0 + max($1, 0) }
    // A unit that is always active, or never, is linear.
    if low >= 0 {
      let share = tail.mass
      return Values(values: share == 1 ? steps : steps.map { share * $0 }, bound: 0)
    }
    if high <= 0 { return Values(values: [Double](repeating: 0, count: players), bound: 0) }
    let period = 2 * max(-low, high)
    var left = tail.measure(phases: steps.map { 2 * Double.pi * $0 / period })
    var values = waves(start: start, steps: steps, period: period, left: &left)
    addRemainders(to: &values, start: start, steps: steps, period: period)
    return Values(values: values, bound: left.bound(period: period))
  }

  /// The values of the line and of the first ``WaveRemainder/harmonics`` waves, two at a time.
  private func waves(
    start: Double, steps: [Double], period: Double, left: inout WaveTail.Measure
  ) -> [Double] {
    let n = players
    let phases = steps.map { 2 * Double.pi * $0 / period }
    var turns = phases.map { Complex(phase: $0) }
    var next = turns
    let doubleTurns = phases.map { Complex(phase: 2 * $0) }
    let (startPhase, wholePhase) = (
      2 * Double.pi * start / period, phases.reduce(0, +)
    )
    let share = tail.mass
    var values = steps.map { share * $0 / 2 }
    // The real parts of both waves, then their imaginary parts.
    var both = [Double](repeating: 0, count: 4 * n)
    var integrals = both
    var mirrored = mirrorWeights.isEmpty ? [] : both
    var scratch = [Double](repeating: 0, count: 24 * n)
    func add(_ wave: Int, harmonic: Int, of turns: [Complex]) {
      let order = Double(harmonic)
      let whole = Complex(phase: order * wholePhase)
      let isMeasured = left.begins(harmonic: harmonic, turns: turns, whole: whole)
      let beginning = Complex(phase: order * startPhase)
      let scale = period / (Double.pi * Double.pi * order * order)
      let isMirrored = !mirrored.isEmpty
      values.withUnsafeMutableBufferPointer { values in
        for player in 0..<n {
          let place = 4 * player + wave
          let half = Complex(integrals[place], integrals[place + 2])
          let mirror = isMirrored ? Complex(mirrored[place], mirrored[place + 2]) : half
          let turn = turns[player]
          let integral = half + whole * turn.conjugate * mirror.conjugate
          if isMeasured { left.add(turn: turn, integral: integral) }
          values[player] -= scale * (beginning * (turn - Complex(1, 0)) * integral).real
        }
      }
    }
    for harmonic in stride(from: 1, to: 2 * remainder.harmonics, by: 4) {
      next.withUnsafeMutableBufferPointer { next in
        both.withUnsafeMutableBufferPointer { both in
          for player in 0..<n {
            let (first, second) = (turns[player], turns[player] * doubleTurns[player])
            next[player] = second
            both[4 * player] = first.real
            both[4 * player + 1] = second.real
            both[4 * player + 2] = first.imaginary
            both[4 * player + 3] = second.imaginary
          }
        }
      }
      limn_leave_one_out(nodes, nodeWeights, nodes.count / 2, both, n, &scratch, &integrals)
      if !mirrorWeights.isEmpty {
        limn_leave_one_out(nodes, mirrorWeights, nodes.count / 2, both, n, &scratch, &mirrored)
      }
      add(0, harmonic: harmonic, of: turns)
      add(1, harmonic: harmonic + 2, of: next)
      turns.withUnsafeMutableBufferPointer { turns in
        for player in 0..<n { turns[player] = next[player] * doubleTurns[player] }
      }
    }
    return values
  }

  /// Adds the Shapley values of the remainder's game, restricted to coalitions of at most two
  /// players and of all but at most two; where these overlap (n ≤ 4), each is counted once.
  ///
  /// A coalition of size s enters with weight w(s − 1) for its members and −w(s) for all others.
  private func addRemainders(
    to values: inout [Double], start: Double, steps: [Double], period: Double
  ) {
    let (n, w) = (players, sizeWeights)
    let (first, last) = (start / period, steps.reduce(start, +) / period)
    let turns = steps.map { $0 / period }
    let few = remainder.tally(from: first, turns, pairs: n > 2)
    let ends = (remainder.exact(at: first), remainder.exact(at: last))
    var shared =
      mirrorWeights.isEmpty ? (ends.1 - ends.0) * w[0] : ends.1 * w[n - 1] - ends.0 * w[0]
    var gains = few.alone.map { $0 * (w[0] + w[1]) }
    shared -= few.alone.reduce(0, +) * w[1]
    if n > 2 {
      for i in 0..<n { gains[i] += few.paired[i] * (w[1] + w[2]) }
      shared -= few.paired.reduce(0, +) / 2 * w[2]
    }
    if n > 3 {
      let missing = remainder.tally(from: last, turns.map { -$0 }, pairs: n > 4)
      for i in 0..<n { gains[i] -= missing.alone[i] * (w[n - 2] + w[n - 1]) }
      shared += missing.alone.reduce(0, +) * w[n - 2]
      if n > 4 {
        for i in 0..<n { gains[i] -= missing.paired[i] * (w[n - 3] + w[n - 2]) }
        shared += missing.paired.reduce(0, +) / 2 * w[n - 3]
      }
    }
    for i in 0..<n { values[i] += period * (gains[i] + shared) }
  }
}
