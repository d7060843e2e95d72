#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The sign test: in how many of the pairs is the first the better one, and how often would chance do
/// as much? It assumes nothing of the values but that the pairs are independent.
public struct SignTest: Sendable, Hashable, Codable {
  /// Pairs in which the method is better than its control.
  public let better: Int
  /// Pairs in which it is worse.
  public let worse: Int
  /// Pairs in which both are equal; they say nothing and are left out of the test.
  public let equal: Int
  /// The probability of a count at least as uneven, were both equally likely to be better: twice the
  /// binomial tail, at most 1.
  public let pValue: Double

  /// The test for so many inputs on which the method is better, worse and equal.
  public init(better: Int, worse: Int, equal: Int) {
    self.better = better
    self.worse = worse
    self.equal = equal
    self.pValue = Self.pValue(fewer: min(better, worse), of: better + worse)
  }

  /// Compares the pairs in which both values are defined.
  public init(
    _ values: [MetricValue], against controls: [MetricValue], direction: Metric.Direction
  ) {
    precondition(values.count == controls.count, "a control for each value")
    var (better, worse, equal) = (0, 0, 0)
    for case (let value?, let control?) in zip(values.map(\.number), controls.map(\.number)) {
      if value == control {
        equal += 1
      } else if (value > control) == (direction == .higher) {
        better += 1
      } else {
        worse += 1
      }
    }
    self.init(better: better, worse: worse, equal: equal)
  }

  /// `2 P(B ≤ fewer)` for `B ~ binomial(n, ½)`.
  private static func pValue(fewer: Int, of n: Int) -> Double {
    guard n > 0 else { return 1 }
    // C(n, k)/2ⁿ by logarithms, so that a large n does not underflow.
    var (logTerm, tail) = (-Double(n) * log(2), 0.0)
    for k in 0...fewer {
      if k > 0 { logTerm += log(Double(n - k + 1)) - log(Double(k)) }
      tail += exp(logTerm)
    }
    return min(1, 2 * tail)
  }
}
