import LimnCore

extension LayerItem: Codable {
  /// Encodes the item in the form that ``list(_:)`` parses.
  ///
  /// - Throws: `EncodingError` for numbers that this form does not allow, such as a kernel of 65
  ///   pixels.
  public func encode(to encoder: any Encoder) throws {
    guard LayerItem(description) == self else {
      throw EncodingError.invalidValue(
        self,
        .init(
          codingPath: encoder.codingPath,
          debugDescription:
            "\(description) cannot be written: expected \(Self.expectation(of: description))"))
    }
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Decodes an item.
  ///
  /// - Throws: `DecodingError` for a text that is not a layer.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let item = LayerItem(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "\"\(text)\" is not \(Self.expectation(of: text))")
    }
    self = item
  }
}

extension NetworkArchitecture: Codable {
  private enum CodingKeys: CodingKey { case inputShape, inputFactor, layers, output }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(inputShape, forKey: .inputShape)
    try container.encode(inputFactor, forKey: .inputFactor)
    try container.encode(layers, forKey: .layers)
    try container.encode(output, forKey: .output)
  }

  /// Decodes the structure of a network, whose numbers are checked as ``network(seed:)`` does.
  ///
  /// - Throws: `DecodingError`, `ModelError`, `TrainingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      inputShape: try container.decode(InputShape.self, forKey: .inputShape),
      inputFactor: try container.decode(Float.self, forKey: .inputFactor),
      layers: try container.decode([LayerItem].self, forKey: .layers),
      output: try container.decode(OutputSchema.self, forKey: .output))
    guard layers.count <= LayerItem.mostItems else {
      throw TrainingError.layerCount(layers.count, most: LayerItem.mostItems)
    }
    try check()
  }
}
