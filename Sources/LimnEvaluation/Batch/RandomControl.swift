import LimnAttribution
import LimnCore

/// A random attribution as a control: a metric's value can be judged only against the value that
/// chance reaches.
///
/// The control keeps only the method's values (or their norm), without their positions, and which
/// features differ from the baseline. It is harder to beat than noise over all features, because it
/// does not lose merely by pointing at an empty background.
public struct RandomControl: Sendable, Hashable {
  /// The distributions a control can be drawn from.
  public enum Law: String, Sendable, Hashable, Codable {
    /// The method's own values, permuted among the features that differ from the baseline and,
    /// separately, among the features that equal it.
    case permuted
    /// Independent normal values on the features that differ from the baseline, zero elsewhere,
    /// scaled to the Euclidean norm of the method's values.
    case normal
  }

  /// The distribution of the control's values.
  public var law: Law
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates a control. The same seed draws the same values.
  public init(_ law: Law, seed: UInt64 = 0) {
    self.law = law
    self.seed = seed
  }

  /// A control for each attribution. For one row, the values of all methods are permuted in the
  /// same way.
  ///
  /// - Parameters:
  ///   - attributions: one for each row of `batch`.
  ///   - batch: the inputs and objectives they explain.
  /// - Returns: attributions named `random`, with no evaluations and otherwise the properties of
  ///   the given ones.
  ///
  /// - Throws: ``EvaluationError``.
  public func attributions(like attributions: [Attribution], in batch: ExplainedBatch) throws
    -> [Attribution]
  {
    try batch.validate(attributions)
    return attributions.enumerated().map { row, attribution in
      var stream = batch.stream(.control, seed: seed, row: row)
      return attribution.replacingValues(
        values(like: attribution.values, active: batch.activeFeatures(of: row), stream: &stream))
    }
  }

  /// Random values in place of `values`; `active` are the features that differ from the reference.
  func values(like values: [Double], active: [Int], stream: inout RandomStream) -> [Double] {
    switch law {
    case .permuted:
      var isActive = [Bool](repeating: false, count: values.count)
      for feature in active { isActive[feature] = true }
      var result = values
      for group in [active, values.indices.filter { !isActive[$0] }] {
        for (place, source) in zip(group, stream.permutation(of: group.count)) {
          result[place] = values[group[source]]
        }
      }
      return result
    case .normal:
      var result = [Double](repeating: 0, count: values.count)
      for feature in active { result[feature] = stream.normal() }
      let length = result.euclideanNorm
      guard length > 0 else { return result }
      let scale = values.euclideanNorm / length
      return result.map { scale * $0 }
    }
  }
}

extension Attribution {
  /// The control's attribution: new values, with the objective, scores and reference kept.
  func replacingValues(_ values: [Double]) -> Attribution {
    Attribution(
      method: "random", objective: objective, shape: shape, quantity: quantity, values: values,
      scoreAtInput: scoreAtInput, scoreAtBaseline: scoreAtBaseline, reference: reference,
      evaluations: 0)
  }
}

extension Collection<Double> {
  /// `√Σx²`.
  var euclideanNorm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
