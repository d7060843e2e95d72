extension Matrix: Codable {
  private enum Key: String, CodingKey { case rows, columns, elements }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(elements, forKey: .elements)
  }

  /// Decodes a matrix and validates its size.
  ///
  /// - Throws: `DecodingError` if the elements do not fill the shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let (rows, columns) = (
      try container.decode(Int.self, forKey: .rows),
      try container.decode(Int.self, forKey: .columns)
    )
    let elements = try container.decode([Float].self, forKey: .elements)
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflows, elements.count == count else {
      throw DecodingError.dataCorruptedError(
        forKey: .elements, in: container,
        debugDescription: "\(elements.count) elements do not fill \(rows) × \(columns)")
    }
    self.init(rows: rows, columns: columns, elements: elements)
  }
}
