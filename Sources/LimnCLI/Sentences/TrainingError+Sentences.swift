import Limn

extension TrainingError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .noExamples,
      .inputWidth,
      .classCount,
      .nonFiniteInput,
      .nonFiniteTarget,
      .targetsOfTask,
      .noDenseEnd,
      .nothingToTrain,
      .earlyStoppingWithoutValidation,
      .nonFiniteLoss,
      .malformedHistory:
      .badData
    case .setting, .lossOfTask, .shortPath, .tooLarge, .layerItem, .layerCount, .layerInput:
      .usage
    }
  }

  var wayOut: String? {
    switch self {
    case .earlyStoppingWithoutValidation:
      "use --no-early-stopping"
    case .tooLarge:
      "use fewer or smaller layers, or a smaller --batch-size"
    case .lossOfTask:
      "leave --loss out"
    default: nil
    }
  }
}
