import LimnAttribution
import LimnCore

/// Faithfulness correlation: over random subsets S of one size, Pearson's correlation of the summed
/// attribution `Σ_{i∈S} φ_i` with the score change `f(x) − f(x with S at the baseline)` (Bhatt,
/// Weller, Moura 2020, arXiv 2005.00631, "faithfulness").
///
/// Values are used unchanged, even if they are slopes or magnitudes.
public struct FaithfulnessCorrelation: AttributionMetric {
  /// The number of random subsets for an input, at least 3.
  public var samples: Int
  /// The size of a subset as a share of all features, strictly between 0 and 1; a subset has at
  /// least one feature and leaves at least one out.
  public var subsetShare: Double
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates the metric; the properties describe the settings.
  public init(samples: Int = 128, subsetShare: Double = 0.25, seed: UInt64 = 0) {
    self.samples = samples
    self.subsetShare = subsetShare
    self.seed = seed
  }

  public var metric: Metric { .faithfulnessCorrelation }

  /// The correlations, in `-1...1`. Cost: `samples + 1` model evaluations for each input and
  /// reference row, regardless of the number of candidates.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try EvaluationError.require("samples", samples, atLeast: 3)
    try EvaluationError.require(
      subsetShare > 0 && subsetShare < 1, "subset share", subsetShare, allowed: "between 0 and 1")
    for attributions in candidates { try batch.validate(attributions) }
    let values = try batch.scoring(work: work) { row in
      subsets(of: row, in: batch).trial
    } read: { row, subsets, scores in
      let changes = FeatureSubsets.changes(scores)
      guard let least = changes.min(), let most = changes.max(), least < most else {
        return candidates.map { _ in MetricValue.undefined(.scoreNeverMoves) }
      }
      return candidates.map { attributions in
        let values = attributions[row].values
        guard values.contains(where: { $0 != values[0] }) else {
          return MetricValue.undefined(.constantAttribution)
        }
        return MetricValue(
          Correlation.pearson(subsets.sums(of: values), changes), else: .constantAttribution)
      }
    }
    return candidates.indices.map { candidate in values.map { $0[candidate] } }
  }

  /// The subsets a row is tested on.
  func subsets(of row: Int, in batch: ExplainedBatch) -> FeatureSubsets {
    let features = batch.inputs.columns
    let size = max(1, min(features - 1, Int((subsetShare * Double(features)).rounded())))
    var stream = batch.stream(.faithfulness, seed: seed, row: row)
    return FeatureSubsets(count: samples, of: features, stream: &stream) { _ in size }
  }
}
