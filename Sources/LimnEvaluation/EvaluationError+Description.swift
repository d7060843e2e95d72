extension EvaluationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noInputs:
      "there is no input to evaluate on."
    case .rowCount(let part, let found, let expected):
      "\(found) \(part.rawValue) were given for \(expected) inputs."
    case .attributionWidth(let method, let row, let found, let expected):
      "\(method) gave \(found) values for input \(row), which has \(expected)."
    case .nonFiniteAttribution(let method, let row, let feature):
      "\(method) gave a value that is not a finite number: value \(feature) of input \(row)."
    case .otherObjective(let method, let row):
      "\(method) explains another objective for input \(row)."
    case .nonFiniteInput(let row, let column):
      "value \(column) of input \(row) is not a finite number."
    case .baselineWidth(let found, let expected):
      "the baseline has \(found) values, and the model takes \(expected)."
    case .nonFiniteBaseline(let column):
      "value \(column) of the baseline is not a finite number."
    case .setting(let name, let value, let allowed):
      "\(name) must be \(allowed), not \(value)."
    case .maskSize(let found, let expected):
      "the masks have \(found) pixels, and the inputs \(expected)."
    case .nothingToRandomize:
      "the model has no weights to randomise."
    case .noMethods:
      "there is no method to evaluate."
    case .repeatedMethod(let name):
      "\(name) is given twice."
    }
  }
}
