#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The entropy of an attribution's histogram, in nats: `ξ = −Σ_b p_b ln p_b` over bins of equal
/// width between the smallest and the largest value, with p_b the share of features in bin b
/// (Hedström et al. 2024, arXiv 2405.02383).
public struct HistogramEntropy: Sendable, Hashable {
  /// The number of bins, at least 2; `nil` for twice the cube root of the number of features,
  /// rounded up (Rice's rule).
  public var bins: Int?

  /// Creates a measure with a number of bins; `nil` for Rice's rule.
  public init(bins: Int? = nil) {
    self.bins = bins
  }

  /// The entropy, from 0 to the logarithm of the number of bins; `nil` if the values have no range
  /// to divide: all are equal, or one is not finite.
  ///
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for fewer than 2 ``bins``.
  public func value(of values: [Double]) throws -> Double? {
    try validate()
    guard let low = values.min(), let high = values.max(), low < high, (high - low).isFinite,
      values.allSatisfy(\.isFinite)
    else { return nil }
    let bins = self.bins ?? Int((2 * cbrt(Double(values.count))).rounded(.up))
    var counts = [Int](repeating: 0, count: bins)
    for value in values {
      // The largest value belongs to the last bin.
      counts[min(bins - 1, Int((value - low) / (high - low) * Double(bins)))] += 1
    }
    return counts.reduce(0) { entropy, count in
      let share = Double(count) / Double(values.count)
      return share > 0 ? entropy - share * log(share) : entropy
    }
  }

  /// Checks the number of bins.
  ///
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for fewer than 2 ``bins``.
  func validate() throws {
    if let bins { try EvaluationError.require("bins", bins, atLeast: 2) }
  }

  /// The relative rise of the entropy, `(ξ(b) − ξ(a)) / ξ(a)`.
  ///
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for fewer than 2 ``bins``.
  func rise(from a: [Double], to b: [Double]) throws -> MetricValue {
    guard let before = try value(of: a), let after = try value(of: b) else {
      return .undefined(.constantAttribution)
    }
    return .value((after - before) / before)
  }
}
