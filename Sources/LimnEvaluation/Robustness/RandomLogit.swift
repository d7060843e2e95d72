import LimnAttribution
import LimnCore

/// Random logit (Sixt, Granz, Landgraf 2020, arXiv 1912.09818): how similar an attribution is to
/// the attribution of another, randomly drawn output for the same input. An attribution that is the
/// same for every output does not explain any of them.
///
/// Similarity is Spearman's rank correlation of the signed values, as in
/// ``ParameterRandomization``; the control is a random permutation of the values.
public struct RandomLogit: Sendable {
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates the metric. The seed determines the other outputs.
  public init(seed: UInt64 = 0) { self.seed = seed }

  /// The name and properties of the metric.
  public var metric: Metric { .randomLogit }

  /// The similarities for a method and for permuted attributions.
  public struct Values: Sendable, Equatable {
    /// The method's value for each input, in `-1...1`; undefined for a model with one output.
    public let method: [MetricValue]
    /// The random control's value for each input, in `-1...1`.
    public let control: [MetricValue]
  }

  /// Explains another output of each input and compares the values.
  ///
  /// - Parameters:
  ///   - attributor: the method to test.
  ///   - attributions: its attributions of the batch.
  ///   - batch: the inputs and objectives they explain.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  ///
  /// Cost: one explanation for each input.
  ///
  /// - Throws: ``EvaluationError``, and any error of the method.
  public func values(
    of attributor: any Attributor, attributions: [Attribution], in batch: ExplainedBatch,
    work: Work = Work()
  ) throws -> Values {
    try batch.validate(attributions)
    let outputs = batch.model.outputCount
    guard outputs > 1 else {
      let none = attributions.map { _ in MetricValue.undefined(.oneOutput) }
      return Values(method: none, control: none)
    }
    let others = (0..<batch.count).map { row -> Objective in
      var stream = batch.stream(.randomLogit, seed: seed, row: row)
      let own = batch.objectives[row].target
      let drawn = stream.integer(below: outputs - 1)
      return Objective(
        target: drawn < own ? drawn : drawn + 1, scale: batch.objectives[row].scale)
    }
    let found = try attributor.attributions(of: batch.inputs, objectives: others, work: work)
    guard found.count == batch.count else {
      throw EvaluationError.rowCount(of: .attributions, found: found.count, expected: batch.count)
    }
    let control = RandomControl(.permuted, seed: seed)
    var (method, random) = ([MetricValue](), [MetricValue]())
    for (row, attribution) in attributions.enumerated() {
      var stream = batch.stream(.randomLogitControl, seed: seed, row: row)
      let permuted = control.values(
        like: attribution.values, active: batch.activeFeatures(of: row), stream: &stream)
      for (values, target) in [(found[row].values, true), (permuted, false)] {
        guard values.count == attribution.values.count else {
          throw EvaluationError.attributionWidth(
            method: attribution.method, row: row, found: values.count,
            expected: attribution.values.count)
        }
        let likeness = MetricValue(
          Correlation.spearman(attribution.values, values), else: .constantAttribution)
        if target { method.append(likeness) } else { random.append(likeness) }
      }
    }
    return Values(method: method, control: random)
  }
}
