extension Float {
  /// The number that a cell's text is, rounded to the nearest: decimal digits with a sign, a point
  /// and an exponent as one pleases, or "nan", "inf" or "infinity" in capitals or not. `nil` for all
  /// else: hexadecimal digits, separators of thousands, control characters, a NUL.
  ///
  /// - Parameter decimalComma: whether a comma stands before the fraction in place of a point.
  init?(csv text: ArraySlice<UInt8>, decimalComma: Bool = false) {
    if decimalComma {
      // A point would be one of thousands, of which there are none.
      guard !text.contains(UInt8(ascii: ".")) else { return nil }
      let comma = UInt8(ascii: ",")
      self.init(csv: ArraySlice(text.map { $0 == comma ? UInt8(ascii: ".") : $0 }))
      return
    }
    guard Self.isNumber(text) else { return nil }
    self.init(String(decoding: text, as: UTF8.self))
  }

  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func take(_ characters: String) -> Bool {
      guard let next = rest.first, characters.utf8.contains(next) else { return false }
      rest = rest.dropFirst()
      return true
    }
    func takeDigits() -> Bool {
      let count = rest.prefix { (0x30...0x39).contains($0) }.count
      rest = rest.dropFirst(count)
      return count > 0
    }
    _ = take("+-")
    if let first = rest.first, first >= 0x41 {
      return ["nan", "inf", "infinity"].contains(String(decoding: rest, as: UTF8.self).lowercased())
    }
    let hasWhole = takeDigits()
    let hasFraction = take(".") && takeDigits()
    guard hasWhole || hasFraction else { return false }
    if take("eE") {
      _ = take("+-")
      guard takeDigits() else { return false }
    }
    return rest.isEmpty
  }
}
