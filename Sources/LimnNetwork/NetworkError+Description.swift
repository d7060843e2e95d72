extension NetworkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noLayers:
      "the model has no layers."
    case .noInputs:
      "the model takes no values."
    case .noUnits(let layer):
      "the model's layers give no values: \(layer) has no units."
    case .layerWidth(let layer, let found, let expected):
      "the model's layers do not fit: \(layer) takes \(expected) values and gets \(found)."
    case .inputCount(let operation, let found, let expected):
      "the model's layers do not fit: \(operation) takes \(expected) inputs and gets \(found)."
    case .shape(let operation, let found, let expected):
      "the model's layers do not fit: \(operation) takes a value of shape \(Shape(expected)) and gets "
        + "\(Shape(found))."
    case .undefinedValue(let node, let value):
      "node \(node) of the model takes value \(value), which no earlier node produces."
    case .tooLongToAlign(let before, let after):
      "the models cannot be compared: they differ over a stretch of \(before) and \(after) "
        + "operations, and at most \(OperationAlignment.mostPairs) pairs can be compared."
    }
  }
}
