import LimnCore

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
struct RectifiedSum: Sendable {
  private let players: Int
  /// The lower half of the nodes of q, two at a time, and their weights; 0 fills up.
  private let nodes: [SIMD2<Double>]
  private let nodeWeights: [SIMD2<Double>]
  /// `w(s) = s!(n − s − 1)!/n!`.
  private let sizeWeights: [Double]
  private let remainder: WaveRemainder

  /// - Parameter players: at least 2.
  init(players n: Int) {
    precondition(n > 1, "a sum of \(n) players")
    self.players = n
    self.remainder = n < 16 ? .ofFewPlayers : .ofManyPlayers
    let rule = GaussLegendre.multilinear(players: n)
    let half = rule.nodes.count / 2
    func pairs(_ values: [Double]) -> [SIMD2<Double>] {
      stride(from: 0, to: half, by: 2).map {
        SIMD2(values[$0], $0 + 1 < half ? values[$0 + 1] : 0)
      }
    }
    self.nodes = pairs(rule.nodes)
    self.nodeWeights = pairs(rule.weights)
    var weights = [1 / Double(n)]
    for size in 1..<n { weights.append(weights[size - 1] * Double(size) / Double(n - size)) }
    self.sizeWeights = weights
  }

  /// ψ, one value for each step.
  ///
  /// - Parameters:
  ///   - start: c.
  ///   - steps: a, one for each player.
  func shapleyValues(start: Double, steps: [Double]) -> [Double] {
    let low = steps.reduce(start) { $0 + min($1, 0) }
    let high = steps.reduce(start) { $0 + max($1, 0) }
    // A unit that is never off, or never on, is a line.
    if low >= 0 { return steps }
    if high <= 0 { return [Double](repeating: 0, count: players) }
    let period = 2 * max(-low, high)
    var values = waves(start: start, steps: steps, period: period)
    addRemainders(to: &values, start: start, steps: steps, period: period)
    return values
  }

  /// The line and the waves up to ``WaveRemainder/harmonics``.
  private func waves(start: Double, steps: [Double], period: Double) -> [Double] {
    let n = players
    let phases = steps.map { 2 * Double.pi * $0 / period }
    var turns = phases.map { Complex(phase: $0) }
    let doubleTurns = phases.map { Complex(phase: 2 * $0) }
    let (startPhase, wholePhase) = (
      2 * Double.pi * start / period, phases.reduce(0, +)
    )
    var values = steps.map { $0 / 2 }
    var prefixes = [ComplexLanes](repeating: ComplexLanes(), count: n)
    var integrals = prefixes
    for harmonic in stride(from: 1, to: 2 * remainder.harmonics, by: 2) {
      let order = Double(harmonic)
      integrals.withUnsafeMutableBufferPointer { integrals in
        prefixes.withUnsafeMutableBufferPointer { prefixes in
          turns.withUnsafeBufferPointer { turns in
            integrate(turns, prefixes: prefixes, into: integrals)
          }
        }
      }
      let whole = Complex(phase: order * wholePhase)
      let beginning = Complex(phase: order * startPhase)
      let scale = period / (Double.pi * Double.pi * order * order)
      for player in 0..<n {
        let half = integrals[player].sum
        let turn = turns[player]
        let integral = half + whole * turn.conjugate * half.conjugate
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
    _ turns: UnsafeBufferPointer<Complex>, prefixes: UnsafeMutableBufferPointer<ComplexLanes>,
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
    var shared = (remainder.exact(at: last) - remainder.exact(at: first)) * w[0]
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
