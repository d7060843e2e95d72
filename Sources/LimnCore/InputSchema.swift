/// What one input of a model is: its shape, and what its features are called.
public struct InputSchema: Sendable, Hashable {
  public let shape: InputShape
  /// A name for each feature of a table's row, where they have names.
  public let names: [String]?
  /// In which order the model's own file has an image's axes, and so the arrays that people have for
  /// it; inside, channels come first.
  public let layout: ImageLayout

  /// - Parameters:
  ///   - shape: how one row of a batch is read.
  ///   - names: one for each of `shape.count` features, where they have names.
  ///   - layout: how arrays for the model order an image's axes.
  /// - Throws: `ModelError.featureNames` for another number of names than of features.
  public init(_ shape: InputShape, names: [String]?, layout: ImageLayout = .channelsFirst)
    throws(ModelError)
  {
    if let names, names.count != shape.count {
      throw .featureNames(found: names.count, expected: shape.count)
    }
    self.shape = shape
    self.names = names
    self.layout = layout
  }

  /// Features without names.
  public init(_ shape: InputShape, layout: ImageLayout = .channelsFirst) {
    self.shape = shape
    self.names = nil
    self.layout = layout
  }

  /// What a feature is called: its name, or "feature" and its number counted from 0.
  public func name(of feature: Int) -> String { names?[feature] ?? "feature \(feature)" }
}
