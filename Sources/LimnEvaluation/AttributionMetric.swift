import LimnAttribution
import LimnCore

/// A metric that judges attributions as they stand, without making new ones.
///
/// What is random in a metric (subsets, order of ties) belongs to its seed and to the logical index
/// of the input: all candidates are put to the same trial, and values do not depend on the number of
/// workers or on how a batch is cut.
public protocol AttributionMetric: Sendable {
  /// The metric's name, direction and control.
  var metric: Metric { get }

  /// Judges several explanations of the same inputs, several methods and their controls say, side by
  /// side.
  ///
  /// - Parameters:
  ///   - candidates: each one attribution for every row of `batch`.
  ///   - batch: what they explain.
  ///   - work: the threads, the cancellation and the progress; the result does not depend on it.
  /// - Returns: for each candidate one value a row.
  /// - Throws: ``EvaluationError``, `ModelError`.
  func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
}

extension AttributionMetric {
  /// Judges one explanation of every row.
  public func values(of attributions: [Attribution], in batch: ExplainedBatch, work: Work) throws
    -> [MetricValue]
  {
    try values(of: [attributions], in: batch, work: work)[0]
  }
}
