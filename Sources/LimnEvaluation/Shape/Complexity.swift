import LimnAttribution
import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Complexity: the entropy of the shares of the magnitudes, `−Σ p_i ln p_i` with
/// `p_i = |φ_i| / Σ|φ_j|`, in nats (Bhatt, Weller, Moura 2020, arXiv 2005.00631, "complexity"). It
/// lies between 0 and ln n for n features; its exponential is an effective number of features,
/// since n′ features that share an attribution equally have the entropy ln n′.
///
/// A simple explanation is not necessarily a faithful one.
public struct Complexity: AttributionMetric {
  /// Creates the metric, which has no settings.
  public init() {}

  public var metric: Metric { .complexity }

  /// The entropies. Cost: no model evaluations.
  ///
  /// - Throws: ``EvaluationError``.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try candidates.map { attributions in
      try batch.validate(attributions)
      return attributions.map { MetricValue(Self.entropy(of: $0.values), else: .zeroAttribution) }
    }
  }

  /// The entropy of the shares of `|values|`; `nil` if all are zero.
  static func entropy(of values: [Double]) -> Double? {
    let total = values.reduce(0) { $0 + abs($1) }
    guard total > 0 else { return nil }
    return values.reduce(0) { entropy, value in
      let share = abs(value) / total
      return share > 0 ? entropy - share * log(share) : entropy
    }
  }
}
