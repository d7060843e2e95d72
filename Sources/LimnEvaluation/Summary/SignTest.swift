#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The two-sided sign test: in how many pairs the method is better than its control, and how likely
/// so uneven a count would be by chance. It assumes only that the pairs are independent.
public struct SignTest: Sendable, Hashable, Codable {
  /// The number of pairs in which the method is better than its control.
  public let better: Int
  /// The number of pairs in which it is worse.
  public let worse: Int
  /// The number of pairs in which both are equal, up to the rounding of scores; these are excluded
  /// from the test.
  public let equal: Int
  /// The probability of a count at least as uneven if both were equally likely to be better: twice
  /// the binomial tail, at most 1.
  public let pValue: Double

  /// The test for given numbers of pairs.
  ///
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for a negative number.
  public init(better: Int, worse: Int, equal: Int) throws {
    for (name, count) in [("better", better), ("worse", worse), ("equal", equal)] {
      try EvaluationError.require(name, count, atLeast: 0)
    }
    self.better = better
    self.worse = worse
    self.equal = equal
    self.pValue = Self.pValue(fewer: min(better, worse), of: better + worse)
  }

  /// Values are computed from scores in single precision, whose last digits depend on the place of a
  /// row in its batch on some processors.
  private static let rounding = 1e-6

  /// Compares the pairs in which both values are defined.
  ///
  /// - Parameters:
  ///   - values: the method's values.
  ///   - controls: the control's values; as many as `values`.
  ///   - direction: which values are better.
  /// - Throws: ``EvaluationError/rowCount(of:found:expected:)`` for another number of controls than
  ///   of values.
  public init(
    _ values: [MetricValue], against controls: [MetricValue], direction: Metric.Direction
  ) throws {
    guard controls.count == values.count else {
      throw EvaluationError.rowCount(of: .controls, found: controls.count, expected: values.count)
    }
    var (better, worse, equal) = (0, 0, 0)
    for case (let value?, let control?) in zip(values.map(\.number), controls.map(\.number)) {
      if abs(value - control) <= Self.rounding * max(abs(value), abs(control)) {
        equal += 1
      } else if (value > control) == (direction == .higher) {
        better += 1
      } else {
        worse += 1
      }
    }
    try self.init(better: better, worse: worse, equal: equal)
  }

  /// `2 P(B ≤ fewer)` for `B ~ binomial(n, ½)`.
  private static func pValue(fewer: Int, of n: Int) -> Double {
    guard n > 0 else { return 1 }
    // Logarithms of C(n, k)/2ⁿ, so that a large n does not underflow.
    var (logTerm, tail) = (-Double(n) * log(2), 0.0)
    for k in 0...fewer {
      if k > 0 { logTerm += log(Double(n - k + 1)) - log(Double(k)) }
      tail += exp(logTerm)
    }
    return min(1, 2 * tail)
  }
}
