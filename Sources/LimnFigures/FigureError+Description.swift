extension FigureError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nothingToShow:
      "there is nothing to show."
    case .shapeMismatch(let method, let found, let expected):
      "\(method) has the shape \(found) instead of \(expected)."
    case .unsuitableShape(let shape):
      "the model takes \(shape) values, which do not form an image."
    case .noScale(let method):
      "there is no colour scale for \(method)."
    case .notShares(let method):
      "a waterfall adds up contributions to a score, and \(method) gives none: use shap, "
        + "integrated-gradients or another method that gives contributions."
    case .nonFinite(let place, let index):
      "value \(index) of \(place) is not a finite number."
    case .noEpochs(let runs):
      "no epoch was completed in \(runs.joined(separator: ", ")): there is nothing to draw."
    case .tooManyRuns(let count, let most):
      "\(count) runs are too many for one figure; it can show at most \(most)."
    case .noSuchLayer(let layer, let count):
      "there is no layer \(layer): the dense layers are 1 to \(count)."
    case .noRowsOfUnits:
      "this figure needs a chain of dense layers, and the network has branches or other operations."
    case .noSuchUnit(let unit, let count):
      "there is no unit \(unit): the layer has units 0 to \(count - 1)."
    case .outOfRange(let name, let found, let range):
      range.upperBound == .max
        ? "\(name) must be at least \(range.lowerBound), not \(found)."
        : "\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(found)."
    case .valueCount(let name, let found, let expected):
      "\(expected) \(name) are needed, and there are \(found)."
    }
  }
}
