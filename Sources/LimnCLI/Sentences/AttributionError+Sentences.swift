import Limn

extension AttributionError: TellableError {
  var complaint: Complaint {
    switch self {
    case .objectiveCount(let found, let expected):
      Complaint("\(found) objectives were given for \(expected) inputs.", .internalError)
    case .nonFiniteInput(_, let column):
      Complaint("value \(column) of the input is not a finite number.", .badData)
    case .baselineWidth(let found, let expected):
      Complaint("the baseline has \(found) values, and the model takes \(expected).", .badData)
    case .nonFiniteBaseline(let column):
      Complaint("value \(column) of the baseline is not a finite number.", .badData)
    case .blocksOfVector:
      Complaint(
        "the model takes a plain vector, which has no blocks: leave --segments out, name a file, "
          + "or say with --shape which picture the vector is.", .usage)
    case .blockSize(let size):
      Complaint("a block of \(size) pixels is none: --segments takes 2x2 or 4x4.", .usage)
    case .segmentLabels(let found, let expected):
      Complaint("the segment map has \(found) numbers for \(expected) values.", .badData)
    case .emptyBackground:
      Complaint("the background has no rows.", .badData)
    case .backgroundWidth(let found, let expected):
      Complaint("the background has rows of \(found) values for \(expected).", .badData)
    case .nonFiniteBackground(let row, let column):
      Complaint("value \(column) of background row \(row) is not a finite number.", .badData)
    case .evaluationsBelowMinimum(let found, let minimum):
      Complaint(
        "--evaluations \(found) are too few for this input: SHAP takes at least \(minimum) here. Raise "
          + "--evaluations or leave it out, or group features with --segments.", .usage)
    case .precision(let value):
      Complaint("a precision of \(value) cannot be reached: it must be above 0.", .usage)
    case .tooManyPlayers(let found, let maximum):
      Complaint(
        "exact Shapley values are counted out for at most \(maximum) features or segments, and "
          + "this input has \(found): group them with --segments 2x2 or 4x4, or choose another "
          + "--estimator.", .usage)
    case .notAnalytic(let estimator):
      Complaint(
        "--estimator \(estimator.rawValue) is for a logit of a network with one hidden ReLU layer, "
          + "or none: choose another --estimator.", .usage)
    case .notPiecewiseLinear(let layer):
      Complaint(
        "--rule exact is for networks of dense layers and rectifiers, and this one has "
          + "\(layer ?? "layers that cannot be seen"): choose another --rule or leave it out.",
        .usage)
    case .stepCount(let count):
      Complaint("--steps must be at least 1, not \(count).", .usage)
    case .tolerance(let value):
      Complaint("a tolerance of \(value) cannot be reached: it must be above 0.", .usage)
    case .noiseLevel(let level):
      Complaint("a noise of \(level) is none: it must be above 0.", .usage)
    case .sampleCount(let found, let minimum):
      Complaint("--samples must be at least \(minimum), not \(found).", .usage)
    case .kernelWidth(let width):
      Complaint("--kernel-width must be above 0, not \(width).", .usage)
    case .ridge(let ridge):
      Complaint("--ridge must be 0 or above, not \(ridge).", .usage)
    case .featureCount(let count):
      Complaint("--select must keep at least 1, not \(count).", .usage)
    case .rankDeficient(let samples, let features):
      Complaint(
        "without --ridge, LIME's \(samples) samples do not determine \(features) segments: "
          + "take more --samples or a --ridge above 0.", .usage)
    }
  }
}
