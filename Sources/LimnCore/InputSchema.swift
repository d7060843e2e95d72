/// What one input of a model is: its shape, and what its features are called.
public struct InputSchema: Sendable, Hashable {
  public let shape: InputShape
  /// A name for each feature of a table's row, where they have names.
  public let names: [String]?

  /// - Parameters:
  ///   - shape: how one row of a batch is read.
  ///   - names: one for each of `shape.count` features, where they have names.
  /// - Throws: `ModelError.featureNames` for another number of names than of features.
  public init(_ shape: InputShape, names: [String]) throws(ModelError) {
    guard names.count == shape.count else {
      throw .featureNames(found: names.count, expected: shape.count)
    }
    self.shape = shape
    self.names = names
  }

  /// Features without names.
  public init(_ shape: InputShape) {
    self.shape = shape
    self.names = nil
  }

  /// What a feature is called: its name, or "feature" and its number counted from 0.
  public func name(of feature: Int) -> String { names?[feature] ?? "feature \(feature)" }
}
