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
      .windowSize,
      .maskGrid,
      .evaluationsBelowMinimum,
      .tooManyPlayers,
      .beyondEnumeration,
      .nestedSegments,
      .nestedEstimator,
      .notAnalytic,
      .notPiecewiseLinear,
      .rankDeficient,
      .undeterminedSample,
      .outOfRange,
      .beyondMemory,
      .noGradients,
      .noLayers,
      .noCategories,
      .noSuchLayer,
      .noSuchUnit,
      .noFeatureMaps,
      .needsRawScore,
      .noRule,
      .notSmoothed,
      .noPicture,
      .noBox,
      .unknownMethod:
      .usage
    }
  }

  var wayOut: String? {
    switch self {
    case .blocksOfVector:
      "leave --segments out, name a file, or give the vector's image shape with --shape"
    case .windowSize:
      "choose another --window or --stride, or leave them out"
    case .maskGrid:
      "choose a smaller --grid, or leave it out"
    case .noGradients, .noLayers:
      "a network in an ONNX file has them (--model), and shap, lime, occlusion and "
        + "feature-ablation do not need them"
    case .noCategories: "shap and lime take categories"
    case .noSuchLayer:
      "choose another --layer"
    case .noFeatureMaps:
      "name a convolution with --layer, or choose integrated-gradients or occlusion"
    case .noPicture:
      "give the vector's image shape with --shape, or leave the method out"
    case .needsRawScore:
      "explain the logit with --explain logit, or choose deeplift or integrated-gradients"
    case .noRule:
      "choose deeplift or integrated-gradients, which take every layer"
    case .noBox:
      "give them with --box LOW,HIGH, or choose another --composite"
    case .tooManyPlayers:
      "group them with --segments 2x2 or 4x4, or choose another --estimator"
    case .beyondEnumeration, .nestedEstimator:
      "leave --estimator out, or choose permutation"
    case .nestedSegments:
      "choose --method shap, or name squares, such as --segments 4x4"
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
    case .outOfRange(let setting, _, _), .beyondMemory(let setting, _, _, _):
      Self.options.contains(setting) ? ("the setting \(setting)", "--\(setting)") : nil
    default: nil
    }
  }

  /// The settings that are options of the command line.
  private static let options: Set = [
    "box", "epsilon", "evaluations", "gamma", "grid", "kernel-width", "precision", "ridge",
    "samples", "segments", "select", "shown", "steps", "stride", "window",
  ]
}
