#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value as readable JSON, with keys in alphabetical order and a final line end. Control
/// characters in texts, which could affect a terminal, are escaped.
///
/// - Throws: `EncodingError` for a number that JSON cannot represent.
func jsonText(_ value: some Encodable) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  return Array(String(decoding: try encoder.encode(value), as: UTF8.self).escapedJSON.utf8)
    + [UInt8(ascii: "\n")]
}
