import LimnAttribution
import LimnCore

/// A metric of given attributions, which needs no further explanations.
///
/// Random choices of a metric (subsets, the order of ties) depend only on its seed and on the
/// logical index of the input. All candidates are therefore tested on the same choices, and values
/// do not depend on the number of workers or on how the inputs are divided into batches.
public protocol AttributionMetric: Sendable {
  /// The metric's name, direction and control.
  var metric: Metric { get }

  /// Computes the metric for several explanations of the same inputs, for example those of several
  /// methods and their controls.
  ///
  /// - Parameters:
  ///   - candidates: for each candidate, one attribution for every row of `batch`.
  ///   - batch: the inputs and objectives the attributions explain.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  /// - Returns: for each candidate, one value for every row.
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
}

extension AttributionMetric {
  /// Computes the metric for several attributions of every row, using all cores.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`.
  public func values(
    of candidates: [[Attribution]], in batch: ExplainedBatch
  ) throws -> [[MetricValue]] {
    try values(of: candidates, in: batch, work: Work())
  }

  /// Computes the metric for one attribution of every row.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  public func values(
    of attributions: [Attribution], in batch: ExplainedBatch, work: Work = Work()
  ) throws -> [MetricValue] {
    try values(of: [attributions], in: batch, work: work)[0]
  }
}
