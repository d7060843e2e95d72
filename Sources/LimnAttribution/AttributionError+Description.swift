import LimnCore

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
    case .windowSize(let window, let stride, let input):
      "a window of \(window) that moves by \(stride) does not cover an input of \(input): the window must "
        + "not be larger than the input, nor the stride than the window."
    case .maskGrid(let grid, let input):
      "a grid of \(grid) cells is too fine for an input of \(input), which allows at most one cell per "
        + "pixel."
    case .segmentLabels(let found, let expected):
      "the segment map has \(found) numbers for \(expected) values."
    case .emptyBackground:
      "the background has no rows."
    case .backgroundWidth(let found, let expected):
      "the background has rows of \(found) values, and the model takes \(expected)."
    case .nonFiniteBackground(let row, let column):
      "value \(column) of background row \(row) is not a finite number."
    case .evaluationsBelowMinimum(let found, let minimum):
      "\(found) evaluations are too few for this input, which needs at least \(minimum)."
    case .tooManyPlayers(let found, let maximum):
      "exact Shapley values are possible for at most \(maximum) features or segments, and "
        + "this input has \(found)."
    case .beyondEnumeration(let found, let maximum):
      "evaluating all coalitions of the nested blocks would take "
        + "\(found == .max ? "more than can be counted" : "\(found)") evaluations; the maximum is "
        + "\(maximum)."
    case .nestedSegments:
      "nested blocks work only with SHAP, which then gives Owen values; this method needs one partition."
    case .nestedEstimator(let estimator):
      "nested blocks are explained by all coalitions or by permutations, not by \(estimator.rawValue)."
    case .notAnalytic(let estimator):
      "the estimator \(estimator.rawValue) works only for a logit of a network with at most one hidden "
        + "layer, of ReLU units."
    case .notPiecewiseLinear(let layer):
      "the exact rule needs a piecewise linear network, and this one has "
        + "\(layer ?? "layers that are not accessible")."
    case .undeterminedSample(let players, let pairs, let attempts):
      "none of \(attempts) samples of \(pairs) pairs of coalitions determines the values of "
        + "\(players) features or segments."
    case .rankDeficient(let samples, let features):
      "without a ridge penalty, LIME's \(samples) samples do not determine the values of \(features) segments."
    case .outOfRange(let setting, let found, let range):
      "the setting \(setting) must be \(range), not \(found)."
    case .beyondMemory(let setting, let found, let largest, let features):
      "the setting \(setting) is too large for memory with \(features) features or segments: at most "
        + "\(largest), not \(found)."
    case .noGradients(let method):
      "\(method) needs gradients, and the model has none."
    case .noCategories(let method):
      "\(method) samples numbers around those of the row, and some of the model's columns are categorical."
    case .noLayers(let method):
      "\(method) needs a network's layers, and the model gives no access to them."
    case .noSuchLayer(let name, let known):
      "the network has no layer \(name) before its scores: its layers are \(known.joined(separator: ", "))."
    case .noSuchUnit(let layer, let found, let shape):
      "\(layer) has \(words(for: shape)) units, and no unit "
        + "\(found.map(String.init).joined(separator: ","))."
    case .noFeatureMaps(let method, let layer):
      layer.map { "\(method) needs the feature maps of a layer, and \($0) has none." }
        ?? "\(method) needs the feature maps of a convolution, and the network has none."
    case .needsRawScore(let method, let scale):
      "\(method) needs a raw score, and a \(scale.rawValue) is not one."
    case .noRule(let method, let layer):
      "\(method) has no rule for the network's \(layer)."
    case .noPicture(let method):
      "\(method) needs an image, and the model takes a plain vector."
    case .notSmoothed(let method):
      "smoothgrad averages a gradient method's values over noisy copies, and \(method) is not one."
    case .noBox:
      "the box rule of LRP needs the smallest and the largest possible value of the input."
    case .unknownMethod(let name, let known):
      "there is no method \(name): the methods are \(known.joined(separator: ", "))."
    }
  }
}
