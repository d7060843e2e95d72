#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension TrainingHistory {
  /// Encodes the history as a JSON document in UTF-8, with keys in alphabetical order. The same run
  /// gives the same bytes: there are no dates or durations. Numbers that JSON cannot represent are
  /// written as the strings "NaN", "Infinity" and "-Infinity".
  ///
  /// - Throws: `EncodingError`.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Decodes a document written by ``json()``. Epochs must be numbered in ascending order between 1
  /// and 1,000,000,000 and have the same layers; fractions must be in `0...1`, and other finite
  /// numbers within ±1e100.
  ///
  /// - Throws: `TrainingError.malformedHistory`.
  public init(json: [UInt8]) throws {
    guard Self.holdsFewValues(json) else {
      throw TrainingError.malformedHistory(reason: "it has more values than a history of its size")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      self = try decoder.decode(TrainingHistory.self, from: Data(json))
    } catch let error as DecodingError {
      throw TrainingError.malformedHistory(reason: error.place)
    }
    try check()
  }
}

extension TrainingHistory {
  /// Whether the document's values take no more memory than a few times its size: a decoder uses
  /// about 50 bytes for each value, which two bytes of text can represent.
  private static func holdsFewValues(_ json: [UInt8]) -> Bool {
    let values = json.count {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{")
    }
    return 50 * values <= 16 << 20 + 6 * json.count
  }
}

extension DecodingError {
  /// The path to the value that could not be decoded, and what is wrong with it.
  fileprivate var place: String {
    let context: Context
    switch self {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
      .dataCorrupted(let found):
      context = found
    @unknown default:
      return "not a training history"
    }
    let path = context.codingPath.map { key in
      key.intValue.map { "[\($0)]" } ?? key.stringValue
    }
    return path.isEmpty
      ? context.debugDescription : "\(path.joined(separator: ".")): \(context.debugDescription)"
  }
}
