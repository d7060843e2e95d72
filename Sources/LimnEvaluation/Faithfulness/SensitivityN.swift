import LimnAttribution
import LimnCore

/// Sensitivity-n (Ancona et al. 2018, arXiv 1711.06104, section 4): over random subsets S of n
/// features, Pearson's correlation of `Σ_{i∈S} φ_i` with the score change `f(x) − f(x without S)`,
/// averaged over several sizes n from few to most of the features.
///
/// ``FaithfulnessCorrelation`` is the same metric at a single size. Values are used unchanged.
public struct SensitivityN: AttributionMetric {
  /// The sizes as shares of all features, each strictly between 0 and 1; equal sizes are used once.
  public var shares: [Double]
  /// The number of random subsets of each size, at least 3.
  public var samples: Int
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates the metric; the properties describe the settings.
  public init(
    shares: [Double] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8], samples: Int = 64, seed: UInt64 = 0
  ) {
    self.shares = shares
    self.samples = samples
    self.seed = seed
  }

  public var metric: Metric { .sensitivityN }

  /// The sizes for a number of features: a subset has at least one feature and leaves at least one
  /// out.
  func sizes(of features: Int) -> [Int] {
    Set(shares.map { max(1, min(features - 1, Int(($0 * Double(features)).rounded()))) }).sorted()
  }

  /// The mean correlations, in `-1...1`.
  ///
  /// Cost: `samples` model evaluations for each size, plus one, for each input and reference row,
  /// regardless of the number of candidates.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try EvaluationError.require("samples", samples, atLeast: 3)
    try EvaluationError.require("shares", shares.count, atLeast: 1)
    for share in shares {
      try EvaluationError.require(
        share > 0 && share < 1, "share", share, allowed: "between 0 and 1")
    }
    for attributions in candidates { try batch.validate(attributions) }
    let sizes = sizes(of: batch.inputs.columns)
    let values = try batch.scoring(work: work) { row in
      subsets(of: row, sizes, in: batch).trial
    } read: { row, subsets, scores in
      let changes = FeatureSubsets.changes(scores)
      return candidates.map { attributions in
        let sums = subsets.sums(of: attributions[row].values)
        var (correlations, moves) = ([Double](), false)
        for place in sizes.indices {
          let own = place * samples..<(place + 1) * samples
          let change = Array(changes[own])
          guard let least = change.min(), let most = change.max(), least < most else { continue }
          moves = true
          if let found = Correlation.pearson(Array(sums[own]), change) {
            correlations.append(found)
          }
        }
        guard moves else { return MetricValue.undefined(.scoreNeverMoves) }
        return correlations.isEmpty
          ? .undefined(.constantAttribution) : .value(correlations.mean())
      }
    }
    return candidates.indices.map { candidate in values.map { $0[candidate] } }
  }

  /// The subsets a row is tested on, ordered by size.
  private func subsets(of row: Int, _ sizes: [Int], in batch: ExplainedBatch) -> FeatureSubsets {
    var stream = batch.stream(.sensitivityN, seed: seed, row: row)
    return FeatureSubsets(
      members: sizes.flatMap { size in
        FeatureSubsets(count: samples, of: batch.inputs.columns, stream: &stream) { _ in size }
          .members
      })
  }
}
