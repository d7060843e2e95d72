#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension TrainingHistory {
  /// The history as a JSON document, keys in alphabetical order, UTF-8. The same run gives the same
  /// bytes: no date, no duration. Numbers that JSON lacks stand as the strings "NaN", "Infinity" and
  /// "-Infinity".
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Reads what ``json()`` wrote. Epochs are to be numbered from 1 to 1,000,000,000 in ascending
  /// order, all of the same layers; shares lie from 0 to 1, and other numbers that are finite within
  /// ±1e100, beyond what any run reaches.
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
  /// Whether a document's values take no more memory than a few times its size: a decoder keeps some
  /// 50 bytes for each, and two bytes can claim one.
  private static func holdsFewValues(_ json: [UInt8]) -> Bool {
    let values = json.count {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{")
    }
    return 50 * values <= 16 << 20 + 6 * json.count
  }
}

extension DecodingError {
  /// The path to the value that could not be read, and what is wrong with it.
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
