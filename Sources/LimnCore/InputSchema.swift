/// Describes one input of a model: its shape, its features' names, and how categories and missing
/// values are represented.
public struct InputSchema: Sendable, Hashable {
  /// The shape of one input.
  public let shape: InputShape
  /// A name for each feature of a table row; `nil` if the features have no names.
  public let names: [String]?
  /// The axis order of images in the model's own file, and therefore in the arrays users have for
  /// it. Limn itself always uses channels first.
  public let layout: ImageLayout
  /// The categories of the categorical features, by feature; all other features are numeric.
  public let categories: [Int: Categories]
  /// The value that the model substitutes for a missing value, by feature. Other features must not
  /// be missing.
  public let imputed: [Int: Float]

  /// Creates a schema from a shape and what is known about the features.
  ///
  /// - Parameters:
  ///   - shape: how one row of a batch is read.
  ///   - names: one name for each of `shape.count` features, or `nil`.
  ///   - layout: the axis order of images in arrays for the model.
  ///   - categories: keyed by features in `0..<shape.count`.
  ///   - imputed: keyed by features in `0..<shape.count`; finite values.
  /// - Throws: `ModelError.featureNames` if the numbers of names and features differ,
  ///   `.noSuchFeature` if `categories` or `imputed` has a feature out of range,
  ///   `.nonFiniteImputed`.
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

  /// Creates a schema whose features have no names.
  ///
  /// - Parameters:
  ///   - shape: how one row of a batch is read.
  ///   - layout: the axis order of images in arrays for the model.
  ///   - categories: keyed by features in `0..<shape.count`.
  public init(
    _ shape: InputShape, layout: ImageLayout = .channelsFirst, categories: [Int: Categories] = [:]
  ) {
    self.shape = shape
    self.names = nil
    self.layout = layout
    self.categories = categories
    imputed = [:]
  }

  /// The name of a feature, or "feature" and its index, counted from 0.
  public func name(of feature: Int) -> String { names?[feature] ?? "feature \(feature)" }

  /// Checks that every value of a categorical feature represents a category.
  ///
  /// - Parameter inputs: `n × shape.count`.
  /// - Throws: `ModelError.noCategory` for the first value that represents none.
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

  /// Decodes a schema and validates it as ``init(_:names:layout:categories:imputed:)`` does.
  ///
  /// - Throws: `DecodingError`, `ModelError`.
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
