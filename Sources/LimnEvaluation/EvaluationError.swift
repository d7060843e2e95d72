/// What can be wrong with a request for an evaluation.
public enum EvaluationError: Error, Equatable {
  /// A batch without a row.
  case noInputs
  /// Not one objective, index or attribution for each input.
  case rowCount(of: Part, found: Int, expected: Int)
  /// An attribution of another shape than the inputs.
  case attributionWidth(method: String, row: Int, found: Int, expected: Int)
  /// An attribution that holds a NaN or an infinity.
  case nonFiniteAttribution(method: String, row: Int, feature: Int)
  /// An attribution of something else than the batch explains.
  case otherObjective(method: String, row: Int)
  /// An input that is NaN or infinite, at a row and column of the batch.
  case nonFiniteInput(row: Int, column: Int)
  /// A baseline with another number of values than the model's input.
  case baselineWidth(found: Int, expected: Int)
  /// A baseline that is NaN or infinite in a column.
  case nonFiniteBaseline(column: Int)
  /// A setting outside the range it makes sense in; `allowed` is in words.
  case setting(name: String, value: Double, allowed: String)
  /// Masks of another number of pixels than the inputs.
  case maskSize(found: Int, expected: Int)
  /// A network without a trained layer to randomise.
  case nothingToRandomize
  /// No method to evaluate.
  case noMethods
  /// Two methods of one name.
  case repeatedMethod(String)

  /// What there has to be one of for each input.
  public enum Part: String, Sendable {
    /// What there is one of for each input.
    case objectives, indices, attributions, masks, baselines
  }
}

extension EvaluationError {
  /// - Throws: ``setting(name:value:allowed:)`` when `isAllowed` is false.
  static func require(
    _ isAllowed: Bool, _ name: String, _ value: Double, allowed: String
  ) throws {
    guard isAllowed else {
      throw EvaluationError.setting(name: name, value: value, allowed: allowed)
    }
  }

  /// - Throws: ``setting(name:value:allowed:)`` when `count` is below `minimum`.
  static func require(_ name: String, _ count: Int, atLeast minimum: Int) throws {
    try require(count >= minimum, name, Double(count), allowed: "\(minimum) or more")
  }
}
