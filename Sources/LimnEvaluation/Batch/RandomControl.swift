import LimnAttribution
import LimnCore

/// A random attribution to set beside a method's: what a score is worth can be read only against
/// what chance reaches.
///
/// The control knows the size of the method's values and which features differ from the baseline, and
/// nothing else. It is a harder one to beat than noise over all features: it does not lose merely by
/// pointing at empty background.
public struct RandomControl: Sendable, Hashable {
  /// How the control is drawn.
  public enum Law: String, Sendable, Hashable, Codable {
    /// The method's own values, permuted among the features that differ from the baseline, and apart
    /// from them among those that equal it.
    case permuted
    /// Independent normal values on the features that differ from the baseline, zero elsewhere,
    /// scaled to the Euclidean norm of the method's values.
    case normal
  }

  /// How the control's values are drawn.
  public var law: Law
  /// Fixes what is drawn at random.
  public var seed: UInt64

  /// A control of a kind; the same seed draws the same values.
  public init(_ law: Law, seed: UInt64 = 0) {
    self.law = law
    self.seed = seed
  }

  /// A control for each attribution. All methods' values of a row are permuted alike.
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

  /// Random values in place of `values`, of which those of `active` features may be moved about.
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
  /// The control's attribution: other values, everything else as it was.
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
