extension AttributionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .objectiveCount(let found, let expected):
      "\(found) objectives were given for \(expected) inputs."
    case .nonFiniteInput(_, let column):
      "value \(column) of the input is not a finite number."
    case .baselineWidth(let found, let expected):
      "the baseline has \(found) values, and the model takes \(expected)."
    case .nonFiniteBaseline(let column):
      "value \(column) of the baseline is not a finite number."
    case .blocksOfVector:
      "the model takes a plain vector, which has no blocks."
    case .blockSize(let size):
      "there are no blocks of \(size)×\(size) pixels."
    case .segmentLabels(let found, let expected):
      "the segment map has \(found) numbers for \(expected) values."
    case .emptyBackground:
      "the background has no rows."
    case .backgroundWidth(let found, let expected):
      "the background has rows of \(found) values for \(expected)."
    case .nonFiniteBackground(let row, let column):
      "value \(column) of background row \(row) is not a finite number."
    case .evaluationsBelowMinimum(let found, let minimum):
      "\(found) evaluations are too few for this input: it takes at least \(minimum)."
    case .precision(let value):
      "a precision of \(value) cannot be reached: it must be above 0."
    case .tooManyPlayers(let found, let maximum):
      "exact Shapley values are counted out for at most \(maximum) features or segments, and "
        + "this input has \(found)."
    case .notAnalytic(let estimator):
      "the estimator \(estimator.rawValue) is for a logit of a network with one hidden ReLU layer, or "
        + "none."
    case .notPiecewiseLinear(let layer):
      "the exact rule is for networks of dense layers and rectifiers, and this one has "
        + "\(layer ?? "layers that cannot be seen")."
    case .stepCount(let count):
      "the number of steps must be at least 1, not \(count)."
    case .tolerance(let value):
      "a tolerance of \(value) cannot be reached: it must be above 0."
    case .noiseLevel(let level):
      "a noise of \(level) is none: it must be above 0."
    case .sampleCount(let found, let minimum):
      "the number of samples must be at least \(minimum), not \(found)."
    case .kernelWidth(let width):
      "the kernel width must be above 0, not \(width)."
    case .ridge(let ridge):
      "the ridge must be 0 or above, not \(ridge)."
    case .featureCount(let count):
      "a selection must keep at least 1, not \(count)."
    case .undeterminedSample(let players, let pairs, let attempts):
      "none of \(attempts) samples of \(pairs) pairs of coalitions determines the values of "
        + "\(players) features or segments."
    case .rankDeficient(let samples, let features):
      "without a ridge, LIME's \(samples) samples do not determine \(features) segments."
    }
  }
}
