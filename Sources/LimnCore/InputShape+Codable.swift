extension InputShape: Codable {
  /// Creates the shape whose sizes along each axis are `dimensions`; `nil` if there are no sizes or
  /// more than three, if one is not positive, or if their product overflows.
  public init?(dimensions: [Int]) {
    var count = 1
    for size in dimensions {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard size > 0, !overflows else { return nil }
      count = product
    }
    switch dimensions.count {
    case 1: self = .vector(dimensions[0])
    case 2: self = .image(height: dimensions[0], width: dimensions[1])
    case 3: self = .image(channels: dimensions[0], height: dimensions[1], width: dimensions[2])
    default: return nil
    }
  }

  /// Encodes ``dimensions``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dimensions)
  }

  /// Decodes a shape and validates its sizes.
  ///
  /// - Throws: `DecodingError` if the sizes are not an input's shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let dimensions = try container.decode([Int].self)
    guard let shape = InputShape(dimensions: dimensions) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(words(for: dimensions)) is not the shape of an input")
    }
    self = shape
  }
}
