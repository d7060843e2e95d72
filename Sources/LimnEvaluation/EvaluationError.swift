/// An error in the inputs or settings of an evaluation.
public enum EvaluationError: Error, Equatable {
  /// A batch without rows.
  case noInputs
  /// A number of objectives, indices, attributions, masks, baselines or controls that differs from
  /// the number of inputs.
  case rowCount(of: Part, found: Int, expected: Int)
  /// An attribution whose number of values differs from the inputs'.
  case attributionWidth(method: String, row: Int, found: Int, expected: Int)
  /// An attribution with a value that is NaN or infinite.
  case nonFiniteAttribution(method: String, row: Int, feature: Int)
  /// An attribution of another objective than the batch's.
  case otherObjective(method: String, row: Int)
  /// An input that is NaN or infinite, at a row and column of the batch.
  case nonFiniteInput(row: Int, column: Int)
  /// A baseline whose number of values differs from the model's input.
  case baselineWidth(found: Int, expected: Int)
  /// A baseline that is NaN or infinite in a column.
  case nonFiniteBaseline(column: Int)
  /// A setting outside its permitted range, which `allowed` states in words.
  case setting(name: String, value: Double, allowed: String)
  /// Masks whose number of pixels differs from the inputs'.
  case maskSize(found: Int, expected: Int)
  /// A network without trained layers to randomise.
  case nothingToRandomize
  /// No method to evaluate.
  case noMethods
  /// Two methods with the same name.
  case repeatedMethod(String)

  /// The parts of a batch that need one element for each input.
  public enum Part: String, Sendable {
    /// A part of a batch.
    case objectives, indices, attributions, masks, baselines, controls
  }
}

extension EvaluationError {
  /// Checks a setting.
  ///
  /// - Throws: ``setting(name:value:allowed:)`` if `isAllowed` is false.
  static func require(
    _ isAllowed: Bool, _ name: String, _ value: Double, allowed: String
  ) throws {
    guard isAllowed else {
      throw EvaluationError.setting(name: name, value: value, allowed: allowed)
    }
  }

  /// Checks a count.
  ///
  /// - Throws: ``setting(name:value:allowed:)`` if `count` is below `minimum`.
  static func require(_ name: String, _ count: Int, atLeast minimum: Int) throws {
    try require(count >= minimum, name, Double(count), allowed: "\(minimum) or more")
  }
}
