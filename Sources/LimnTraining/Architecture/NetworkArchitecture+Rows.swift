import LimnCore
import LimnNetwork

/// Networks for rows as they come: of a table with columns of words and of unlike units.
extension NetworkArchitecture {
  /// What a network takes that is made for rows of a schema: the rows as they are, with their categories
  /// one-hot.
  public static func inputShape(for schema: InputSchema) -> InputShape {
    schema.categories.isEmpty ? schema.shape : .vector(CategoryEncoding(schema).width)
  }

  /// The initial network behind what makes rows ready for it, as operations of its own: categories one-hot,
  /// and numbers on one scale.
  ///
  /// - Parameters:
  ///   - schema: of the rows; ``inputShape(for:)`` of it is the architecture's.
  ///   - rows: the training examples, to whose means and deviations features are brought; `nil` to leave
  ///     these as they are.
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
