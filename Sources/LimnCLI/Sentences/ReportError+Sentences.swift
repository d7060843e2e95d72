import Limn

extension ReportError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noMethods,
      .duplicateMethod,
      .emptyRange,
      .evaluationWithoutRows,
      .noSuchPart,
      .partTwice:
      .usage
    case .rangeBeyondInputs, .noParts, .missingParts:
      .noInput
    case .inputShape,
      .labelCount,
      .noSuchLabel,
      .nonFiniteInput,
      .nonFiniteScore,
      .nonFiniteAttribution,
      .targetAgainstItself,
      .damaged,
      .partsOfDifferentRuns,
      .partsOfDifferentDivisions:
      .badData
    case .stopped, .stoppedInEvaluation:
      .interrupted
    case .folderInUse, .otherRun, .foreignFile:
      .cannotWrite
    }
  }

  var wayOut: String? {
    switch self {
    case .nonFiniteInput, .nonFiniteScore, .targetAgainstItself:
      "--skip-bad records such rows and goes on"
    case .otherRun:
      "--force replaces it"
    case .foreignFile:
      "--force lets it"
    case .damaged:
      "--force begins anew"
    default: nil
    }
  }
}
