/// What can be wrong with a network's construction.
public enum NetworkError: Error, Equatable {
  /// A network of no layers.
  case noLayers
  /// An input shape of no features.
  case noInputs
  /// A layer whose output has no values.
  case noUnits(layer: String)
  /// A layer was given an input of another width than it takes.
  case layerWidth(layer: String, found: Int, expected: Int)
  /// An operation was given another number of values than it takes.
  case inputCount(operation: String, found: Int, expected: Int)
  /// An operation was given a value of another shape than it takes.
  case shape(operation: String, found: [Int], expected: [Int])
  /// A node takes a value that no earlier node makes; nodes are counted from 0.
  case undefinedValue(node: Int, value: Int)
  /// Two networks that differ in so long a stretch of operations that aligning them would take too much
  /// memory.
  case tooLongToAlign(before: Int, after: Int)
}
