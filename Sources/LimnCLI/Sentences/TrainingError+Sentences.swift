import Limn

extension TrainingError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noExamples,
      .inputWidth,
      .classCount,
      .nonFiniteInput,
      .nothingToTrain,
      .earlyStoppingWithoutValidation,
      .nonFiniteLoss,
      .malformedHistory:
      .badData
    case .setting, .shortPath, .tooLarge:
      .usage
    }
  }

  var wayOut: String? {
    switch self {
    case .earlyStoppingWithoutValidation:
      "use --no-early-stopping"
    case .tooLarge:
      "use fewer --hidden units or a smaller --batch-size"
    default: nil
    }
  }
}
