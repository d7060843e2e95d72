import LimnCore

extension Attribution: Codable {
  private enum Key: String, CodingKey {
    case method, objective, shape, quantity, values, standardErrors, errorBounds, scoreAtInput
    case scoreAtBaseline, reference, evaluations, options, fit, notes, interactions
  }

  /// Encodes every property under its own name, except those that are `nil`. For a number that is
  /// not finite, the encoder throws an error.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(objective, forKey: .objective)
    try container.encode(shape, forKey: .shape)
    try container.encode(quantity, forKey: .quantity)
    try container.encode(values, forKey: .values)
    try container.encodeIfPresent(standardErrors, forKey: .standardErrors)
    try container.encodeIfPresent(errorBounds, forKey: .errorBounds)
    try container.encode(scoreAtInput, forKey: .scoreAtInput)
    try container.encode(scoreAtBaseline, forKey: .scoreAtBaseline)
    try container.encode(reference, forKey: .reference)
    try container.encode(evaluations, forKey: .evaluations)
    try container.encode(options, forKey: .options)
    try container.encodeIfPresent(fit, forKey: .fit)
    try container.encode(notes, forKey: .notes)
    try container.encodeIfPresent(interactions, forKey: .interactions)
  }

  /// Decodes an attribution and checks every size and number, since the data may come from
  /// anywhere.
  ///
  /// - Throws: `DecodingError` if the number of values does not match the shape, if a number is not
  ///   finite, if standard errors or error bounds do not match the values or are negative, or if
  ///   the number of evaluations is negative.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let shape = try container.decode(InputShape.self, forKey: .shape)
    let values = try container.decode([Double].self, forKey: .values)
    guard values.count == shape.count, values.allSatisfy(\.isFinite) else {
      throw container.corrupted(.values, "\(shape.count) finite numbers are expected")
    }
    func spread(_ key: Key) throws -> [Double]? {
      guard let numbers = try container.decodeIfPresent([Double].self, forKey: key) else {
        return nil
      }
      guard numbers.count == values.count, numbers.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw container.corrupted(key, "a finite number for each value is expected, not below 0")
      }
      return numbers
    }
    let evaluations = try container.decode(Int.self, forKey: .evaluations)
    guard evaluations >= 0 else {
      throw container.corrupted(.evaluations, "\(evaluations) is not a number of evaluations")
    }
    let method = try container.decode(String.self, forKey: .method)
    guard !method.isEmpty else { throw container.corrupted(.method, "a method has a name") }
    self.init(
      method: method, objective: try container.decode(Objective.self, forKey: .objective),
      shape: shape, quantity: try container.decode(Quantity.self, forKey: .quantity),
      values: values, standardErrors: try spread(.standardErrors),
      errorBounds: try spread(.errorBounds),
      scoreAtInput: try container.decodeFinite(forKey: .scoreAtInput),
      scoreAtBaseline: try container.decodeFinite(forKey: .scoreAtBaseline),
      reference: try container.decode(Reference.self, forKey: .reference),
      evaluations: evaluations, options: try container.decode([Option].self, forKey: .options),
      fit: try container.decodeIfPresent(SurrogateFit.self, forKey: .fit),
      notes: try container.decode([Note].self, forKey: .notes),
      interactions: try container.decodeIfPresent(Interactions.self, forKey: .interactions))
  }
}

extension KeyedDecodingContainer {
  /// Decodes a finite number in `range`.
  func decodeFinite(
    forKey key: Key, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) throws -> Double {
    let number = try decode(Double.self, forKey: key)
    guard number.isFinite, range.contains(number) else {
      throw corrupted(key, "\(number) is out of range")
    }
    return number
  }

  /// Decodes a finite number in `range`, or `nil` if there is none.
  func decodeFiniteIfPresent(forKey key: Key, in range: ClosedRange<Double>) throws -> Double? {
    guard try contains(key) && !decodeNil(forKey: key) else { return nil }
    return try decodeFinite(forKey: key, in: range)
  }

  func corrupted(_ key: Key, _ what: String) -> DecodingError {
    DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: what)
  }
}
