import LimnAttribution
import LimnCore

/// Random logit (Sixt, Granz, Landgraf 2020, arXiv 1912.09818): how alike an attribution is to that of
/// another output, drawn at random, of the same input. An attribution that is the same whichever output is
/// explained does not explain the output.
///
/// Likeness is Spearman's rank correlation of the values, signs included, as in
/// ``ParameterRandomization``; the control is a random permutation of the values.
public struct RandomLogit: Sendable {
  /// Fixes what is drawn at random.
  public var seed: UInt64

  /// The metric; the seed chooses the other output.
  public init(seed: UInt64 = 0) { self.seed = seed }

  /// The metric these values are of.
  public var metric: Metric { .randomLogit }

  /// The likeness of a method, and that of a permuted attribution.
  public struct Values: Sendable, Equatable {
    /// The method's value for each input.
    public let method: [MetricValue]
    /// The random control's value for each input.
    public let control: [MetricValue]
  }

  /// Explains another output of each input and compares the values.
  ///
  /// - Parameters:
  ///   - attributor: the method.
  ///   - attributions: what it says of the batch.
  ///
  /// Cost: one explanation an input.
  /// - Throws: ``EvaluationError``, and what the method throws.
  public func values(
    of attributor: any Attributor, attributions: [Attribution], in batch: ExplainedBatch,
    work: Work
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
