import LimnAttribution
import LimnCore

/// The completeness gap: the difference between the sum of the values and the score difference,
/// relative to the latter, `|Σφ_i − (f(x) − f(x′))| / |f(x) − f(x′)|` (completeness: Sundararajan,
/// Taly, Yan 2017, arXiv 1703.01365, proposition 1; efficiency of Shapley values).
///
/// It is defined only for contributions, since other quantities have no meaningful sum. f(x) and
/// f(x′) are the scores stored in the attribution.
public struct CompletenessGap: AttributionMetric {
  /// Creates the metric, which has no settings.
  public init() {}

  public var metric: Metric { .completenessGap }

  /// The relative gap of each attribution, 0 or above. Cost: no model evaluations.
  ///
  /// - Throws: ``EvaluationError``.
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
