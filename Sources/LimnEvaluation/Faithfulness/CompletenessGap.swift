import LimnAttribution
import LimnCore

/// By how much the values miss the score difference, as a share of it:
/// `|Σφ_i − (f(x) − f(x′))| / |f(x) − f(x′)|` (completeness: Sundararajan, Taly, Yan 2017,
/// arXiv 1703.01365, proposition 1; efficiency of Shapley values).
///
/// Only contributions have a sum that means something. The scores are those the attribution states.
public struct CompletenessGap: AttributionMetric {
  /// The metric; it has no settings.
  public init() {}

  public var metric: Metric { .completenessGap }

  /// No model evaluation.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try candidates.map { attributions in
      try batch.validate(attributions)
      return attributions.map { attribution in
        guard attribution.quantity == .contribution else { return .undefined(.notContributions) }
        guard ExplainedBatch.differ(attribution.scoreAtInput, attribution.scoreAtBaseline) else {
          return .undefined(.noScoreDifference)
        }
        return .value(abs(attribution.completenessGap / attribution.scoreDifference))
      }
    }
  }
}
