import Limn

extension EvaluationError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noInputs,
      .nonFiniteAttribution,
      .nonFiniteInput,
      .baselineWidth,
      .nonFiniteBaseline,
      .maskSize,
      .nothingToRandomize:
      .badData
    case .rowCount, .attributionWidth, .otherObjective:
      .internalError
    case .setting, .noMethods, .repeatedMethod:
      .usage
    }
  }
}
