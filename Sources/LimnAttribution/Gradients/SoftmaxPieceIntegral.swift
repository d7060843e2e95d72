import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// `∫₀¹ ∂f/∂z(z⁰ + t(z¹ − z⁰)) dt` for an objective f of logits z that run along a straight line: the
/// cotangent of one piece of a path.
///
/// For a logit the integrand is constant. For a probability it is smooth, and how smooth is known
/// beforehand: with d the spread of the logits' changes, `Σ e^{z_k(t)}` has no zero while
/// `|Im t| < π/d`, since its terms' phases then lie within a half plane. On an ellipse of parameter ρ
/// inside that strip the integrand is at most `M = 1/cos²(d·Im t/2)`, and a Gauss-Legendre rule of n
/// nodes errs by at most `(32/15)·M ρ^(−2n)/(1 − ρ^(−2))` (Trefethen 2013, "Approximation Theory and
/// Approximation Practice", theorem 19.3, on an interval of length 1): below 1e-11 for 4 nodes where
/// d ≤ ¼ and below 1e-10 for 8 nodes where d ≤ 2. Longer pieces are halved. A class that stays 38
/// below another has a probability below 1e-16 and does not count towards d.
struct SoftmaxPieceIntegral {
  private let classes: Int
  private var change: [Double]
  private var powers: [Double]

  init(classes: Int) {
    self.classes = classes
    self.change = [Double](repeating: 0, count: classes)
    self.powers = change
  }

  private static let coarse = GaussLegendre(count: 4)
  private static let fine = GaussLegendre(count: 8)
  private static let coarseSpread = 0.25
  private static let fineSpread = 2.0
  private static let negligible = 38.0

  /// Adds `weight` times the integral to `cotangent`.
  mutating func add(
    _ objective: Objective, weight: Double, from start: UnsafePointer<Double>,
    to end: UnsafePointer<Double>, into cotangent: UnsafeMutablePointer<Double>
  ) {
    guard objective.scale == .probability else {
      cotangent[objective.target] += weight
      if let against = objective.against { cotangent[against] -= weight }
      return
    }
    for k in 0..<classes { change[k] = end[k] - start[k] }
    bisect(objective, weight: weight, from: start, over: (0, 1), into: cotangent)
  }

  private mutating func bisect(
    _ objective: Objective, weight: Double, from start: UnsafePointer<Double>,
    over range: (Double, Double), into cotangent: UnsafeMutablePointer<Double>
  ) {
    let (a, b) = range
    let middle = (a + b) / 2
    guard let spread = spread(from: start, over: range) else { return }
    guard spread > Self.fineSpread, a < middle, middle < b else {
      let rule = spread <= Self.coarseSpread ? Self.coarse : Self.fine
      for node in rule.nodes.indices {
        addValue(
          objective, weight: weight * (b - a) * rule.weights[node], from: start,
          at: a + (b - a) * rule.nodes[node], into: cotangent)
      }
      return
    }
    for half in [(a, middle), (middle, b)] {
      bisect(objective, weight: weight, from: start, over: half, into: cotangent)
    }
  }

  /// By how much the changes of the classes that count differ over a range of t; `nil` when only one
  /// counts, whose probability is then 1.
  private func spread(from start: UnsafePointer<Double>, over range: (Double, Double)) -> Double? {
    let (a, b) = range
    let middle = (a + b) / 2
    var leader = 0
    for k in 1..<classes
    where start[k] + middle * change[k] > start[leader] + middle * change[leader] { leader = k }
    var (lowest, highest, counted) = (change[leader], change[leader], 1)
    for k in 0..<classes where k != leader {
      // The distance is affine in t, so its ends bound it.
      let distance = start[leader] - start[k]
      let slope = change[leader] - change[k]
      if distance + a * slope < Self.negligible || distance + b * slope < Self.negligible {
        lowest = min(lowest, change[k])
        highest = max(highest, change[k])
        counted += 1
      }
    }
    return counted > 1 ? (highest - lowest) * (b - a) : nil
  }

  /// `∂p_t/∂z_k = p_t([k = t] − p_k)` at one point.
  private mutating func addValue(
    _ objective: Objective, weight: Double, from start: UnsafePointer<Double>, at t: Double,
    into cotangent: UnsafeMutablePointer<Double>
  ) {
    var peak = -Double.infinity
    for k in 0..<classes {
      powers[k] = start[k] + t * change[k]
      peak = max(peak, powers[k])
    }
    var total = 0.0
    for k in 0..<classes {
      powers[k] = exp(powers[k] - peak)
      total += powers[k]
    }
    let target = powers[objective.target] / total
    let against = objective.against.map { powers[$0] / total }
    let common = weight * (target - (against ?? 0)) / total
    for k in 0..<classes { cotangent[k] -= common * powers[k] }
    cotangent[objective.target] += weight * target
    if let label = objective.against, let against { cotangent[label] -= weight * against }
  }
}
