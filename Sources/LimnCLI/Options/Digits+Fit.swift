import Limn

extension Digits {
  /// - Throws: `CommandError.digitForModel`.
  static func requireFit(to shape: InputShape) throws {
    guard shape.count == inputShape.count else { throw CommandError.digitForModel(of: shape) }
  }

  /// Checks that a network takes digits and has their classes.
  ///
  /// - Throws: `CommandError.digitForModel`, `.digitClasses`.
  static func requireFit(to network: Network) throws {
    try requireFit(to: network.inputShape)
    guard network.output.classCount == classCount else {
      throw CommandError.digitClasses(model: network.output)
    }
  }
}
