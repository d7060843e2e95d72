#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The Gauss-Legendre rule on [0, 1]: exact for polynomials up to degree `2·count − 1`.
///
/// The nodes are the roots of the Legendre polynomial, computed to working precision by Newton's
/// method from Chebyshev's initial guess.
public struct GaussLegendre: Sendable, Equatable {
  /// The nodes, ascending, in (0, 1), symmetric about ½.
  public let nodes: [Double]
  /// The weights, one for each node, all positive; they sum to 1.
  public let weights: [Double]

  /// Creates the rule with `count` nodes, at least 1. Cost: `count²` operations.
  public init(count: Int) {
    precondition(count > 0, "a rule of \(count) nodes")
    var (nodes, weights) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for index in 0..<(count + 1) / 2 {
      var x = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<8 {
        let (value, derivative) = Self.legendre(degree: count, at: x)
        slope = derivative
        let next = x - value / derivative
        // Converged; this usually takes half of the steps.
        guard next != x else { break }
        x = next
      }
      // On [−1, 1] the weight is 2/((1 − x²) P′²); on [0, 1] it is half of that.
      let weight = 1 / ((1 - x * x) * slope * slope)
      (nodes[index], nodes[count - 1 - index]) = ((1 - x) / 2, (1 + x) / 2)
      (weights[index], weights[count - 1 - index]) = (weight, weight)
    }
    self.nodes = nodes
    self.weights = weights
  }

  /// P and P′ of the given degree, by Bonnet's recurrence.
  private static func legendre(degree: Int, at x: Double) -> (value: Double, derivative: Double) {
    var (previous, current) = (1.0, x)
    for k in 1..<max(degree, 1) {
      let k = Double(k)
      (previous, current) = (current, ((2 * k + 1) * x * current - k * previous) / (k + 1))
    }
    return (current, Double(degree) * (x * current - previous) / (x * x - 1))
  }

  /// Approximates `∫₀¹ f`.
  public func integral(of function: (Double) -> Double) -> Double {
    zip(nodes, weights).reduce(0) { $0 + $1.1 * function($1.0) }
  }
}
