/// Base64 (RFC 4648) of bytes that arrive in pieces.
struct Base64Stream {
  private var pending: [UInt8] = []

  /// The text of the complete triples so far.
  mutating func append(_ bytes: [UInt8]) -> [UInt8] {
    pending += bytes
    let whole = pending.count / 3 * 3
    defer { pending.removeFirst(whole) }
    return Self.text(pending[..<whole])
  }

  /// The text of the remaining bytes, with padding.
  mutating func end() -> [UInt8] {
    let count = pending.count
    guard count > 0 else { return [] }
    let padded = pending + [UInt8](repeating: 0, count: 3 - count)
    pending = []
    let text = Self.text(padded[...])
    return text[..<(count + 1)] + [UInt8](repeating: UInt8(ascii: "="), count: 3 - count)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 3 * 4)
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 3) {
      let word =
        UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
      for shift in [18, 12, 6, 0] as [UInt32] { text.append(alphabet[Int(word >> shift & 63)]) }
    }
    return text
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
