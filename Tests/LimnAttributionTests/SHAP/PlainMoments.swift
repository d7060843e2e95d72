import LimnCore
import LimnNetwork

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The hidden units of a dense network with a zero baseline.
struct PlainUnits {
  let starts: [Double]
  /// Units × players.
  let steps: [[Double]]
  private let last: Matrix

  init(network: Network, input: [Float]) {
    guard let first = network.layers.first as? Dense, let last = network.layers.last as? Dense
    else {
      preconditionFailure("no dense network")
    }
    self.last = last.weights
    starts = first.bias.elements.map(Double.init)
    steps = (0..<first.weights.columns).map { unit in
      input.indices.map { Double(input[$0]) * Double(first.weights[$0, unit]) }
    }
  }

  func outgoing(_ unit: Int, _ target: Int) -> Double { Double(last[unit, target]) }
}

/// The moments estimator one player, unit and coalition size at a time, in the units of the network:
/// Φ by `erfc`, derivatives as they are defined.
struct PlainMoments {
  private let units: PlainUnits
  private let slope: Double

  init(network: Network, input: [Float]) {
    units = PlainUnits(network: network, input: input)
    slope = (network.layers[1] as? LeakyReLU).map { Double($0.negativeSlope) } ?? 0
  }

  func values(target: Int, against: Int) -> [Double] {
    var values = [Double](repeating: 0, count: units.steps[0].count)
    for (unit, steps) in units.steps.enumerated() {
      let outgoing = units.outgoing(unit, target) - units.outgoing(unit, against)
      for player in steps.indices {
        let bend = marginal(of: player, steps, start: units.starts[unit])
        values[player] += outgoing * (slope * steps[player] + (1 - slope) * bend)
      }
    }
    return values
  }

  private func marginal(of player: Int, _ steps: [Double], start: Double) -> Double {
    let n = steps.count
    let a = steps[player]
    let (positive, negative) = (
      steps.reduce(0) { $0 + max($1, 0) }, steps.reduce(0) { $0 + min($1, 0) }
    )
    if start + negative >= 0 { return a }
    if start + positive <= 0 { return 0 }
    let whole = start + steps.reduce(0, +)
    var sum = (max(start + a, 0) - max(start, 0) + max(whole, 0) - max(whole - a, 0)) / Double(n)
    if n - 2 <= 5 {
      for size in 1..<max(n - 1, 1) {
        sum += gain(a, steps, start: start, size: Double(size)) / Double(n)
      }
    } else {
      let rule = GaussLegendre(count: 5)
      for (node, weight) in zip(rule.nodes, rule.weights) {
        let size = 0.5 + node * Double(n - 2)
        sum += gain(a, steps, start: start, size: size) * weight * Double(n - 2) / Double(n)
      }
    }
    return sum
  }

  /// What `a` adds on average to a coalition of `size` others.
  private func gain(_ a: Double, _ steps: [Double], start: Double, size s: Double) -> Double {
    let n = Double(steps.count)
    let m = n - 1
    let (t, k) = (s / m, s * (m - s) / (m - 1))
    let total = steps.reduce(0, +)
    let squares = steps.reduce(0) { $0 + $1 * $1 }
    func variance(without a: Double) -> Double {
      let mean = (total - a) / m
      return (squares - a * a) / m - mean * mean
    }
    let spread = steps.reduce(0) { $0 + variance(without: $1) } / n
    let largest = steps.reduce(0) { max($0, $1 * $1) }
    if largest > 0.5 * m * spread {
      let deviation = (k * max(variance(without: a), 0)).squareRoot()
      let mean = start + t * (total - a)
      return rectified(mean + a, deviation) - rectified(mean, deviation)
    }
    let sigma = (k * spread).squareRoot()
    let z = (start + t * total) / sigma
    let phi = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    let g1 = erfc(-z / 2.0.squareRoot()) / 2
    let g2 = phi / sigma
    let g3 = -z * phi / pow(sigma, 2)
    let g4 = (z * z - 1) * phi / pow(sigma, 3)
    let g5 = -(z * z * z - 3 * z) * phi / pow(sigma, 4)
    let third = steps.reduce(0) { $0 + pow($1 - total / n, 3) } / n
    let kappa = m > 2 ? s * (m - s) * (m - 2 * s) / ((m - 1) * (m - 2)) * third : 0
    let series =
      a * (g1 + kappa / 6 * g4) + a * a * (1 - 2 * t) / 2 * (g2 + kappa / 6 * g5)
      + a * a * a * (pow(1 - t, 3) + pow(t, 3)) / 6 * g3
    return series + a * k * (variance(without: a) - spread) / 2 * g3
  }

  /// The mean of a rectified Gaussian.
  private func rectified(_ mean: Double, _ deviation: Double) -> Double {
    guard deviation > 1e-9 else { return max(mean, 0) }
    let z = mean / deviation
    return mean * erfc(-z / 2.0.squareRoot()) / 2
      + deviation * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
  }
}
