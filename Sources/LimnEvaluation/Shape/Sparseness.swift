import LimnAttribution
import LimnCore

/// Sparseness: the Gini index of the magnitudes, `1 − 2 Σ_k (|φ|_(k)/Σ|φ|) · (d − k + ½)/d` with
/// the d magnitudes in ascending order, k from 1 to d (Chalasani et al. 2020, arXiv 1810.06583). It
/// is 0 if all magnitudes are equal and `1 − 1/d` if only one is nonzero.
///
/// A sparse explanation is not necessarily a faithful one.
public struct Sparseness: AttributionMetric {
  /// Creates the metric, which has no settings.
  public init() {}

  public var metric: Metric { .sparseness }

  /// The Gini indices. Cost: no model evaluations.
  ///
  /// - Throws: ``EvaluationError``.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try candidates.map { attributions in
      try batch.validate(attributions)
      return attributions.map { MetricValue(Self.gini(of: $0.values), else: .zeroAttribution) }
    }
  }

  /// The Gini index of `|values|`; `nil` if all are zero.
  static func gini(of values: [Double]) -> Double? {
    let magnitudes = values.map { abs($0) }.sorted()
    let (total, d) = (magnitudes.reduce(0, +), Double(values.count))
    guard total > 0 else { return nil }
    let weighted = magnitudes.enumerated().reduce(0) { sum, element in
      sum + element.element / total * (d - Double(element.offset) - 0.5) / d
    }
    return 1 - 2 * weighted
  }
}
