import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// `∫₀¹ ∂f/∂z(z⁰ + t(z¹ − z⁰)) dt` for an objective f of logits z on a straight line, which is the
/// cotangent of one piece of a path.
///
/// For a logit the integrand is constant. For a probability it is analytic in a known strip: with d
/// the spread of the logits' changes, `Σ e^{z_k(t)}` has no zero for `|Im t| < π/d`, since its
/// terms then lie in a half plane. On an ellipse of parameter ρ inside that strip the integrand is
/// at most `M = 1/cos²(d·Im t/2)`, and the error of a Gauss-Legendre rule with n nodes is at most
/// `(32/15)·M ρ^(−2n)/(1 − ρ^(−2))` (Trefethen 2013, "Approximation Theory and Approximation
/// Practice", theorem 19.3, on an interval of length 1): below 1e-11 for 4 nodes and d ≤ ¼, and
/// below 1e-10 for 8 nodes and d ≤ 2. Pieces with a larger spread are halved. A class whose logit
/// is at least 38 below another's has a probability below 1e-16 and is ignored in d.
struct SoftmaxPieceIntegral {
  private let classes: Int
  private var change: [Double]
  private var powers: [Double]
  /// Whether the objective is a log-probability; the constant term [k = t] of its derivative is
  /// then added in advance.
  private var isLogarithm = false

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
    _ objective: Objective, _ response: Response, weight: Double,
    from start: UnsafePointer<Double>, to end: UnsafePointer<Double>,
    into cotangent: UnsafeMutablePointer<Double>
  ) {
    switch response {
    case .identity:
      objective.forEachTerm { label, share in cotangent[label] += weight * share }
    case .sigmoid:
      objective.forEachTerm { label, share in
        cotangent[label] += weight * share * meanLogisticSlope(start[label], end[label])
      }
    case .softmax, .logSoftmax:
      for k in 0..<classes { change[k] = end[k] - start[k] }
      isLogarithm = response == .logSoftmax
      if isLogarithm {
        objective.forEachTerm { label, share in cotangent[label] += weight * share }
      }
      bisect(objective, weight: weight, from: start, over: (0, 1), into: cotangent)
    case .exponential:
      objective.forEachTerm { label, share in
        let rise = end[label] - start[label]
        let factor = abs(rise) < 1e-9 ? 1 + rise / 2 : expm1(rise) / rise
        cotangent[label] += weight * share * exp(start[label]) * factor
      }
    }
  }

  /// `∫₀¹ σ′(z⁰ + t(z¹ − z⁰)) dt = (σ(z¹) − σ(z⁰))/(z¹ − z⁰)`, or the derivative at the midpoint if
  /// the difference would cancel. The error is then at most `(z¹ − z⁰)² max|σ‴|/24`, below 1e-10.
  private func meanLogisticSlope(_ start: Double, _ end: Double) -> Double {
    let change = end - start
    guard abs(change) > 1e-4 else { return logisticDerivative((start + end) / 2) }
    // Computed on the side where both values are small, to avoid subtracting numbers near 1.
    let flip = start + end > 0
    let (low, high) = flip ? (logistic(-end), logistic(-start)) : (logistic(start), logistic(end))
    return (high - low) / change
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

  /// The spread of the changes of the relevant classes over a range of t; `nil` if only one class
  /// is relevant, whose probability is then 1.
  private func spread(from start: UnsafePointer<Double>, over range: (Double, Double)) -> Double? {
    let (a, b) = range
    let middle = (a + b) / 2
    var leader = 0
    for k in 1..<classes
    where start[k] + middle * change[k] > start[leader] + middle * change[leader] { leader = k }
    var (lowest, highest, counted) = (change[leader], change[leader], 1)
    for k in 0..<classes where k != leader {
      // The distance is affine in t, so it is smallest at one of the ends.
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
    if isLogarithm {
      // ∂ log p_t/∂z_k = [k = t] − p_k
      let common = weight * objective.sum { _ in 1 } / total
      for k in 0..<classes { cotangent[k] -= common * powers[k] }
      return
    }
    let common = weight * objective.sum { powers[$0] / total } / total
    for k in 0..<classes { cotangent[k] -= common * powers[k] }
    objective.forEachTerm { label, share in
      cotangent[label] += weight * (share * (powers[label] / total))
    }
  }
}
