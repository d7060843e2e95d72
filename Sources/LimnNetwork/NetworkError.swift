/// An error in constructing or comparing networks.
public enum NetworkError: Error, Equatable {
  /// The network has no layers.
  case noLayers
  /// The input shape has no features.
  case noInputs
  /// The output of a layer has no values.
  case noUnits(layer: String)
  /// A layer received an input of the wrong width.
  case layerWidth(layer: String, found: Int, expected: Int)
  /// An operation received the wrong number of inputs.
  case inputCount(operation: String, found: Int, expected: Int)
  /// An operation received an input of the wrong shape.
  case shape(operation: String, found: [Int], expected: [Int])
  /// A node takes a value that no earlier node computes; nodes are counted from 0.
  case undefinedValue(node: Int, value: Int)
  /// The networks differ in so long a stretch of operations that aligning them would need too much
  /// memory.
  case tooLongToAlign(before: Int, after: Int)
}
