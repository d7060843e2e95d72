extension Collection<UInt8> {
  /// The index of the first byte that is not valid UTF-8; `nil` if all bytes are valid.
  package var firstPlaceBeyondUTF8: Index? {
    var place = startIndex
    while place != endIndex {
      // A character has at most four bytes, and no valid character is a prefix of a longer one.
      let next = (1...4).lazy.compactMap { count in
        index(place, offsetBy: count, limitedBy: endIndex)
      }.first { String(validating: self[place..<$0], as: UTF8.self) != nil }
      guard let next else { return place }
      place = next
    }
    return nil
  }
}

/// The byte in hexadecimal: "0xE9".
package func hexadecimal(_ byte: UInt8) -> String {
  "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
