#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value as JSON for people and machines: keys in alphabetical order, a line end at the end. What would
/// act on a terminal in a text is written as JSON's escape of it.
///
/// - Throws: `EncodingError` for a number that JSON does not have.
func jsonText(_ value: some Encodable) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  return Array(String(decoding: try encoder.encode(value), as: UTF8.self).escapedJSON.utf8)
    + [UInt8(ascii: "\n")]
}
