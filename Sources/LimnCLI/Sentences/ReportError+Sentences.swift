import Limn

extension ReportError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noMethods,
      .duplicateMethod,
      .unnamedSettings,
      .methodName,
      .impossible,
      .emptyRange,
      .evaluationWithoutRows,
      .noSuchPart,
      .partTwice,
      .noSuchMethod:
      .usage
    case .rangeBeyondInputs, .noReport, .noParts, .missingParts:
      .noInput
    case .inputShape,
      .labelCount,
      .noSuchLabel,
      .labelsOfTask,
      .badLabel,
      .nonFiniteInput,
      .badPicture,
      .nonFiniteScore,
      .nonFiniteAttribution,
      .targetAgainstItself,
      .damaged,
      .changed,
      .ofAnotherRun,
      .inputsChanged,
      .noTable,
      .noNumbers,
      .noTrueNumbers,
      .tooManyClasses,
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
    case .nonFiniteInput, .badPicture, .nonFiniteScore, .targetAgainstItself:
      "use --skip-bad to record such rows and continue"
    case .otherRun:
      "--force replaces it"
    case .foreignFile:
      "move it, or choose another --output"
    case .damaged, .changed:
      "run the part again, or limn report with --force"
    case .ofAnotherRun:
      "run the part again"
    case .inputsChanged:
      "run the command again"
    case .noNumbers:
      "limn plot confusion shows where such a model is wrong"
    case .noTrueNumbers:
      "give limn report the numbers with --label-column or --labels"
    default: nil
    }
  }
}
