import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// `∫₀¹ q^a (1 − q)^b E_q[max(u(S), 0)] dq` for a sum over players that are each present with
/// probability q: the mean value of a coalition of other players over these. It is computed by the
/// wave expansion of ``RectifiedSum``, with its error bound.
struct RectifiedMean {
  private let players: Int
  private let rule: GaussLegendre
  /// The weights of the nodes.
  private let weights: [Double]
  /// The weight of a coalition of each size.
  private let sizeWeights: [Double]
  private let remainder: WaveRemainder
  private let tail: WaveTail
  /// `∫ q^(a+1) (1 − q)^b dq`.
  private let firstMoment: Double

  /// - Parameters:
  ///   - players: the number of players, at least 5.
  ///   - powers: the exponents a and b.
  ///   - remainder: the number of waves.
  init(players n: Int, powers: (a: Int, b: Int), remainder: WaveRemainder) {
    precondition(n > 4, "a mean over \(n) players")
    let all = n + powers.a + powers.b + 1
    players = n
    self.remainder = remainder
    rule = GaussLegendre.multilinear(players: all)
    weights = zip(rule.nodes, rule.weights).map {
      pow($0, Double(powers.a)) * pow(1 - $0, Double(powers.b)) * $1
    }
    firstMoment = zip(rule.nodes, weights).reduce(0) { $0 + $1.0 * $1.1 }
    sizeWeights = RectifiedSum.sizeWeights(
      players: n + 1, present: powers.a, absent: powers.b)
    tail = WaveTail(
      players: n, sizeWeights: sizeWeights, remainder: remainder, isWhole: false,
      isExact: rule.nodes.count >= (all + 1) / 2)
  }

  /// The mean and a bound on its error.
  ///
  /// - Parameter period: at least twice the largest magnitude of u.
  func callAsFunction(start: Double, steps: [Double], period: Double) -> (
    value: Double, bound: Double
  ) {
    let phases = steps.map { 2 * Double.pi * $0 / period }
    var left = tail.measure(phases: phases)
    let sum = steps.reduce(0, +)
    var value = tail.mass * (start / 2 + period / 8) + firstMoment * sum / 2
    for harmonic in stride(from: 1, to: 2 * remainder.harmonics, by: 2) {
      let order = Double(harmonic)
      let turns = phases.map { Complex(phase: order * $0) }
      var integral = Complex(0, 0)
      for (q, weight) in zip(rule.nodes, weights) {
        var product = Complex(weight, 0)
        for turn in turns {
          product = product * Complex(1 - q + q * turn.real, q * turn.imaginary)
        }
        integral = integral + product
      }
      let whole = Complex(phase: order * phases.reduce(0, +))
      if left.begins(harmonic: harmonic, turns: turns, whole: whole) { left.addMean(integral) }
      let beginning = Complex(phase: order * 2 * Double.pi * start / period)
      value -= period / (Double.pi * Double.pi * order * order) * (beginning * integral).real
    }
    return (
      value + period * remainders(start / period, steps.map { $0 / period }),
      left.bound(period: period)
    )
  }

  /// The mean of the series' remainder over coalitions of at most two players and of all but at
  /// most two.
  private func remainders(_ start: Double, _ steps: [Double]) -> Double {
    let (n, w) = (players, sizeWeights)
    let last = start + steps.reduce(0, +)
    let few = remainder.tally(from: start, steps, pairs: true)
    let missing = remainder.tally(from: last, steps.map { -$0 }, pairs: true)
    var sum = w[0] * remainder.exact(at: start) + w[n] * remainder.exact(at: last)
    sum += w[1] * few.alone.reduce(0, +) + w[n - 1] * missing.alone.reduce(0, +)
    sum += w[2] * few.paired.reduce(0, +) / 2
    // With five players, sizes 2 and 3 are the pairs and their complements. With four, they would
    // coincide.
    sum += w[n - 2] * missing.paired.reduce(0, +) / 2
    return sum
  }
}
