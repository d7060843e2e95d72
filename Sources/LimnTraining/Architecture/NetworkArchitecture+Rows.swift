import LimnCore
import LimnNetwork

/// Networks for table rows with categorical columns and different units.
extension NetworkArchitecture {
  /// The input shape of a network for encoded rows of a schema, in which categories are one-hot.
  public static func inputShape(for schema: InputSchema) -> InputShape {
    schema.categories.isEmpty ? schema.shape : .vector(CategoryEncoding(schema).width)
  }

  /// The initial network, preceded by operations that prepare the rows: one-hot encoding of
  /// categories, and standardisation of numbers.
  ///
  /// - Parameters:
  ///   - seed: the seed of the initial weights.
  ///   - schema: the schema of the rows; the architecture's input shape must be its
  ///     ``inputShape(for:)``.
  ///   - rows: the training examples over which features are standardised; `nil` to leave features
  ///     unscaled.
  /// - Throws: as ``network(seed:)``; `NetworkError`.
  public func network(seed: UInt64, for schema: InputSchema, standardising rows: Matrix?) throws
    -> Network
  {
    let network = try network(seed: seed)
    guard !schema.categories.isEmpty else {
      return try rows.map { try network.standardising($0) } ?? network
    }
    let encoding = CategoryEncoding(schema)
    let scaled =
      try rows.map {
        try network.standardising(encoding.encoded($0), except: encoding.indicators)
      } ?? network
    return try scaled.encodingCategories(of: schema)
  }
}
