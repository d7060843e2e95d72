import Limn

extension AttributionError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .objectiveCount:
      .internalError
    case .nonFiniteInput,
      .baselineWidth,
      .nonFiniteBaseline,
      .segmentLabels,
      .emptyBackground,
      .backgroundWidth,
      .nonFiniteBackground:
      .badData
    case .blocksOfVector,
      .blockSize,
      .evaluationsBelowMinimum,
      .precision,
      .tooManyPlayers,
      .notAnalytic,
      .notPiecewiseLinear,
      .stepCount,
      .tolerance,
      .noiseLevel,
      .sampleCount,
      .kernelWidth,
      .ridge,
      .featureCount,
      .rankDeficient,
      .undeterminedSample:
      .usage
    }
  }

  var wayOut: String? {
    switch self {
    case .blocksOfVector:
      "leave --segments out, name a file, or say with --shape which picture the vector is"
    case .blockSize:
      "--segments takes 2x2 or 4x4"
    case .tooManyPlayers:
      "group them with --segments 2x2 or 4x4, or choose another --estimator"
    case .evaluationsBelowMinimum:
      "raise --evaluations or leave it out, or group features with --segments"
    case .undeterminedSample:
      "raise --evaluations or choose another --estimator"
    case .notAnalytic:
      "choose another --estimator"
    case .notPiecewiseLinear:
      "choose another --rule or leave it out"
    case .rankDeficient:
      "take more --samples or a --ridge above 0"
    default: nil
    }
  }

  var setting: (words: String, option: String)? {
    switch self {
    case .stepCount: ("the number of steps", "--steps")
    case .sampleCount: ("the number of samples", "--samples")
    case .kernelWidth: ("the kernel width", "--kernel-width")
    case .ridge: ("the ridge", "--ridge")
    case .featureCount: ("a selection", "--select")
    default: nil
    }
  }
}
