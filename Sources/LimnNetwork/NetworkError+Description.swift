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
    }
  }
}
