import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The Shapley values of the game `v(S) = max(u(S), 0)`, `u(S) = c + Σ_{i∈S} a_i`: one rectifier
/// over a sum of players.
///
/// In the multilinear form (Owen 1972) `ψ_i = ∫₀¹ E_q[v(S ∪ i) − v(S)] dq`, where every other player
/// is in S with probability q. With P twice the largest |u| that any S can reach, the rectifier is
/// half a line and half a triangle wave of period P,
///
///     max(u, 0) = u/2 + P/8 − (P/π²) Σ_{k odd} cos(2πku/P)/k²,
///
/// and the expectation of a wave is a product over players, their characteristic functions. With
/// `ω = 2πk/P` and `z_i = e^{iωa_i}`,
///
///     ψ_i = a_i/2 − (P/π²) Σ_{k odd} Re[e^{iωc} (z_i − 1) I_i]/k²,
///     I_i = ∫₀¹ Π_{l≠i} (1 − q + q z_l) dq,
///
/// whose integrand is a polynomial of degree n − 1, integrated by Gauss-Legendre. The nodes come in
/// pairs: `1 − q + q z = z · conj(q + (1 − q) z)` gives a node from its mirror image.
///
/// The waves past ``harmonics`` do not average out over coalitions of very few players or all but
/// very few, so for those of up to two the remainder of the series, `ρ(u)`, is added as a game of
/// its own. Its values sum to ρ(u(N)) − ρ(u(∅)), so the sum of all is exact for any truncation.
///
/// The players may be what is left of a game of more, where of the others d are present and e absent:
/// the integrands get a factor `q^d (1 − q)^e`, and ψ counts the coalitions that hold just those d.
///
/// What is left out is bounded by ``WaveTail``.
struct RectifiedSum: Sendable {
  /// Shapley values of one rectifier, and how far each may be from the truth.
  struct Values: Sendable {
    var values: [Double]
    /// No value's error is larger.
    var bound: Double
  }

  private let players: Int
  /// The lower half of the nodes of q, two at a time; 0 fills up.
  private let nodes: [SIMD2<Double>]
  /// Their weights, and those of their mirror images; the second are empty where they are the same.
  private let nodeWeights: [SIMD2<Double>]
  private let mirrorWeights: [SIMD2<Double>]
  /// `w(s) = (d + s)!(n − d − s − 1)!/n!`, n the players of the whole game.
  private let sizeWeights: [Double]
  private let remainder: WaveRemainder
  private let tail: WaveTail

  /// - Parameters:
  ///   - players: at least 2.
  ///   - present: d, the players of the whole game that are present before any of these.
  ///   - absent: e, those that stay absent.
  ///   - remainder: how many waves there are; `nil` for the fewest.
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
    func pairs(_ values: [Double]) -> [SIMD2<Double>] {
      stride(from: 0, to: half, by: 2).map {
        SIMD2(values[$0], $0 + 1 < half ? values[$0 + 1] : 0)
      }
    }
    func weights(_ d: Int, _ e: Int) -> [SIMD2<Double>] {
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

  /// `w(s)` for s = 0…n − 1; w(0) is `1/(N · C(N − 1, d))` for a whole game of N.
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

  /// Operations for one unit, about: waves, and looking up pairs of the remainder's game.
  var cost: Double {
    let n = Double(players)
    let passes = mirrorWeights.isEmpty ? 1.0 : 2
    return Double(2 * remainder.harmonics * nodes.count) * n * 22 * passes + n * n * 8
  }

  /// ψ, one value for each step.
  ///
  /// - Parameters:
  ///   - start: c.
  ///   - steps: a, one for each player.
  func shapleyValues(start: Double, steps: [Double]) -> Values {
    let low = steps.reduce(start) { $0 + min($1, 0) }
    let high = steps.reduce(start) { $0 + max($1, 0) }
    // A unit that is never off, or never on, is a line.
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

  /// The line and the waves up to ``WaveRemainder/harmonics``.
  private func waves(
    start: Double, steps: [Double], period: Double, left: inout WaveTail.Measure
  ) -> [Double] {
    let n = players
    let phases = steps.map { 2 * Double.pi * $0 / period }
    var turns = phases.map { Complex(phase: $0) }
    let doubleTurns = phases.map { Complex(phase: 2 * $0) }
    let (startPhase, wholePhase) = (
      2 * Double.pi * start / period, phases.reduce(0, +)
    )
    let share = tail.mass
    var values = steps.map { share * $0 / 2 }
    var prefixes = [ComplexLanes](repeating: ComplexLanes(), count: n)
    var integrals = prefixes
    var mirrored = prefixes
    for harmonic in stride(from: 1, to: 2 * remainder.harmonics, by: 2) {
      let order = Double(harmonic)
      integrals.withUnsafeMutableBufferPointer { integrals in
        prefixes.withUnsafeMutableBufferPointer { prefixes in
          turns.withUnsafeBufferPointer { turns in
            integrate(turns, nodeWeights, prefixes: prefixes, into: integrals)
            guard !mirrorWeights.isEmpty else { return }
            mirrored.withUnsafeMutableBufferPointer {
              integrate(turns, mirrorWeights, prefixes: prefixes, into: $0)
            }
          }
        }
      }
      let whole = Complex(phase: order * wholePhase)
      let isMeasured = left.begins(harmonic: harmonic, turns: turns, whole: whole)
      let beginning = Complex(phase: order * startPhase)
      let scale = period / (Double.pi * Double.pi * order * order)
      for player in 0..<n {
        let half = integrals[player].sum
        let mirror = mirrorWeights.isEmpty ? half : mirrored[player].sum
        let turn = turns[player]
        let integral = half + whole * turn.conjugate * mirror.conjugate
        if isMeasured { left.add(turn: turn, integral: integral) }
        values[player] -= scale * (beginning * (turn - Complex(1, 0)) * integral).real
        turns[player] = turn * doubleTurns[player]
      }
    }
    return values
  }

  /// `Σ_q w_q Π_{l≠i} (1 − q + q z_l)` over the lower nodes, for every i: prefix products one way,
  /// suffix products the other.
  @inline(__always)
  private func integrate(
    _ turns: UnsafeBufferPointer<Complex>, _ nodeWeights: [SIMD2<Double>],
    prefixes: UnsafeMutableBufferPointer<ComplexLanes>,
    into integrals: UnsafeMutableBufferPointer<ComplexLanes>
  ) {
    for player in integrals.indices { integrals[player] = ComplexLanes() }
    for (q, weight) in zip(nodes, nodeWeights) {
      let p = 1 - q
      var product = ComplexLanes(real: SIMD2(repeating: 1), imaginary: SIMD2(repeating: 0))
      for player in turns.indices {
        prefixes[player] = product
        product.multiply(p + q * turns[player].real, q * turns[player].imaginary)
      }
      product = ComplexLanes(real: weight, imaginary: SIMD2(repeating: 0))
      for player in turns.indices.reversed() {
        var term = prefixes[player]
        term.multiply(product.real, product.imaginary)
        integrals[player].real += term.real
        integrals[player].imaginary += term.imaginary
        product.multiply(p + q * turns[player].real, q * turns[player].imaginary)
      }
    }
  }

  /// Adds the Shapley values of the remainder's game, restricted to coalitions of at most two
  /// players and of all but at most two; where these overlap (n ≤ 4), each once.
  ///
  /// A coalition of size s gives w(s − 1) to its members and takes w(s) from all others.
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
