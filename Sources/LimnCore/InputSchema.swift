/// What one input of a model is: its shape, and what its features are called.
public struct InputSchema: Sendable, Hashable {
  /// The shape of one input.
  public let shape: InputShape
  /// A name for each feature of a table's row, where they have names.
  public let names: [String]?
  /// In which order the model's own file has an image's axes, and so the arrays that people have for
  /// it; inside, channels come first.
  public let layout: ImageLayout
  /// What the features hold that are categories, by feature; the others are numbers.
  public let categories: [Int: Categories]
  /// What the model takes in the place of a value that is missing, by feature; of the other features none
  /// may be missing.
  public let imputed: [Int: Float]

  /// The shape of one input, and what is known of its features.
  ///
  /// - Parameters:
  ///   - shape: how one row of a batch is read.
  ///   - names: one for each of `shape.count` features, where they have names.
  ///   - layout: how arrays for the model order an image's axes.
  ///   - categories: of features in `0..<shape.count`.
  ///   - imputed: of features in `0..<shape.count`, finite.
  /// - Throws: `ModelError.featureNames` for another number of names than of features, `.noSuchFeature`
  ///   for categories or an imputed value of a feature that there is not, `.nonFiniteImputed`.
  public init(
    _ shape: InputShape, names: [String]?, layout: ImageLayout = .channelsFirst,
    categories: [Int: Categories] = [:], imputed: [Int: Float] = [:]
  ) throws(ModelError) {
    if let names, names.count != shape.count {
      throw .featureNames(found: names.count, expected: shape.count)
    }
    for feature in categories.keys.sorted() + imputed.keys.sorted()
    where feature < 0 || feature >= shape.count {
      throw .noSuchFeature(feature, count: shape.count)
    }
    if let bad = imputed.filter({ !$0.value.isFinite }).keys.min() {
      throw .nonFiniteImputed(feature: bad)
    }
    self.shape = shape
    self.names = names
    self.layout = layout
    self.categories = categories
    self.imputed = imputed
  }

  /// Features without names.
  ///
  /// - Parameter categories: of features in `0..<shape.count`.
  public init(
    _ shape: InputShape, layout: ImageLayout = .channelsFirst, categories: [Int: Categories] = [:]
  ) {
    self.shape = shape
    self.names = nil
    self.layout = layout
    self.categories = categories
    imputed = [:]
  }

  /// What a feature is called: its name, or "feature" and its number counted from 0.
  public func name(of feature: Int) -> String { names?[feature] ?? "feature \(feature)" }

  /// Sees that what stands for a category stands for one.
  ///
  /// - Parameter inputs: `n × shape.count`.
  /// - Throws: `ModelError.noCategory` for the first value that does not.
  package func checkCategories(_ inputs: Matrix) throws(ModelError) {
    for (feature, categories) in categories.sorted(by: { $0.key < $1.key }) {
      for row in 0..<inputs.rows where categories.place(of: inputs[row, feature]) == nil {
        throw .noCategory(
          row: row, feature: name(of: feature), count: categories.words.count)
      }
    }
  }
}

extension InputSchema: Codable {
  private enum CodingKeys: CodingKey { case shape, names, layout, categories, imputed }

  /// Checks what it reads, as what is written in code.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      try container.decode(InputShape.self, forKey: .shape),
      names: try container.decodeIfPresent([String].self, forKey: .names),
      layout: try container.decode(ImageLayout.self, forKey: .layout),
      categories: try container.decode([Int: Categories].self, forKey: .categories),
      imputed: try container.decode([Int: Float].self, forKey: .imputed))
  }
}
