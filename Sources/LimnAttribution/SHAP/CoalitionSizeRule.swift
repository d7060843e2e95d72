import LimnCore

/// A quadrature rule for sums over the sizes s = 1…n − 2 of coalitions of the m = n − 1 other
/// players: every size if there are few, else Gauss-Legendre nodes on [½, n − 3/2], since the
/// summand is smooth.
///
/// The sum of s of m steps, drawn without replacement, has the mean `t · (their sum)` and the
/// variance `k · (their variance)`, with `t = s/m` and `k = s(m − s)/(m − 1)`.
struct CoalitionSizeRule: Sendable {
  /// More nodes do not lower the error on digits.
  static let nodeCount = 5
  private static let quadrature = GaussLegendre(count: nodeCount)

  /// One size, with the factors ``RectifierMoments`` needs for it.
  struct Node: Sendable {
    /// The weight; the weights of all sizes from 0 to n − 1 sum to 1.
    let weight: Double
    /// t.
    let share: Double
    /// √k and its inverse.
    let deviation: Double
    let inverseDeviation: Double
    /// The factors of the terms in ``RectifierMoments/coefficients(_:)``, including the weight.
    let skewnessOfFirst: Double
    let second: Double
    let skewnessOfSecond: Double
    let third: Double
  }

  let players: Int
  let nodes: [Node]

  /// - Parameter players: at least 2.
  init(players n: Int) {
    precondition(n > 1, "a sum of \(n) players")
    players = n
    let m = Double(n - 1)
    func node(_ s: Double, weight: Double) -> Node {
      let (t, k) = (s / m, s * (m - s) / (m - 1))
      // The third central moment of a sum drawn without replacement, for steps with a third central
      // moment of 1.
      let skewness = m > 2 ? s * (m - s) * (m - 2 * s) / ((m - 1) * (m - 2)) : 0
      let r = 1 / k.squareRoot()
      return Node(
        weight: weight, share: t, deviation: k.squareRoot(), inverseDeviation: r,
        skewnessOfFirst: weight * skewness / 6 * r * r * r, second: weight * (1 - 2 * t) / 2 * r,
        skewnessOfSecond: weight * (1 - 2 * t) / 2 * skewness / 6 * r * r * r * r,
        third: weight * ((1 / m + 1 / (m * m)) / 2 - (1 - 3 * t * (1 - t)) / 6 * r * r))
    }
    let (count, all) = (n - 2, Double(n))
    if count <= Self.nodeCount {
      nodes = (0..<count).map { node(Double($0 + 1), weight: 1 / all) }
    } else {
      let rule = Self.quadrature
      nodes = rule.nodes.indices.map {
        node(0.5 + rule.nodes[$0] * Double(count), weight: rule.weights[$0] * Double(count) / all)
      }
    }
  }
}
