import Limn

extension EvaluationError: TellableError {
  var complaint: Complaint {
    switch self {
    case .noInputs:
      Complaint("there is no input to evaluate on.", .badData)
    case .rowCount(let part, let found, let expected):
      Complaint("\(found) \(part.rawValue) were given for \(expected) inputs.", .internalError)
    case .attributionWidth(let method, let row, let found, let expected):
      Complaint(
        "\(method) gave \(found) values for input \(row), which has \(expected).", .internalError)
    case .nonFiniteAttribution(let method, let row, let feature):
      Complaint(
        "\(method) gave value \(feature) of input \(row) that is not a finite number.", .badData)
    case .otherObjective(let method, let row):
      Complaint("\(method) explains something else of input \(row).", .internalError)
    case .nonFiniteInput(let row, let column):
      Complaint("value \(column) of input \(row) is not a finite number.", .badData)
    case .baselineWidth(let found, let expected):
      Complaint("the baseline has \(found) values, and the model takes \(expected).", .badData)
    case .nonFiniteBaseline(let column):
      Complaint("value \(column) of the baseline is not a finite number.", .badData)
    case .setting(let name, let value, let allowed):
      Complaint("\(name): \(value) is not \(allowed).", .usage)
    case .nothingToRandomize:
      Complaint("the model has no weights to randomise.", .badData)
    case .noMethods:
      Complaint("there is no method to evaluate.", .usage)
    case .repeatedMethod(let name):
      Complaint("\(name) is named twice.", .usage)
    }
  }
}
