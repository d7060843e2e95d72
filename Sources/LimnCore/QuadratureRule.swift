/// A family of quadrature rules for `∫₀¹ g`, with any number of steps. The weights of each rule sum
/// to 1.
public enum QuadratureRule: String, Sendable, Hashable, CaseIterable {
  /// The nodes of ``GaussLegendre``: exact for polynomials up to degree `2·steps − 1`.
  case gaussLegendre = "gauss-legendre"
  /// The left end of each of `steps` equal intervals.
  case riemannLeft = "riemann-left"
  /// The right end of each interval.
  case riemannRight = "riemann-right"
  /// The middle of each interval.
  case riemannMiddle = "riemann-middle"
  /// Both ends of each interval, at half weight: `steps + 1` nodes.
  case trapezoid

  /// A node with its weight.
  public struct Node: Sendable, Hashable {
    /// The position, in `0...1`.
    public let position: Double
    /// The weight; all weights of a rule sum to 1.
    public let weight: Double
  }

  /// The rule's nodes in ascending order; `steps` must be at least 1. Cost: proportional to the
  /// number of nodes, or to its square for Gauss-Legendre.
  public func nodes(steps: Int) -> [Node] {
    precondition(steps > 0, "a rule of \(steps) steps")
    let width = 1 / Double(steps)
    func equal(_ offset: Double) -> [Node] {
      (0..<steps).map { Node(position: (Double($0) + offset) / Double(steps), weight: width) }
    }
    switch self {
    case .gaussLegendre:
      let rule = GaussLegendre(count: steps)
      return zip(rule.nodes, rule.weights).map { Node(position: $0, weight: $1) }
    case .riemannLeft: return equal(0)
    case .riemannRight: return equal(1)
    case .riemannMiddle: return equal(0.5)
    case .trapezoid:
      return (0...steps).map {
        Node(
          position: Double($0) / Double(steps), weight: $0 == 0 || $0 == steps ? width / 2 : width)
      }
    }
  }
}
