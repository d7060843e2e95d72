extension Float {
  /// Parses the text of a cell and rounds to the nearest `Float`. Accepts decimal digits with an
  /// optional sign, decimal point and exponent, and "nan", "inf" or "infinity" in any case. `nil`
  /// for anything else, such as hexadecimal digits, thousands separators, control characters or
  /// NUL.
  ///
  /// - Parameter decimalComma: whether the decimal separator is a comma.
  init?(csv text: ArraySlice<UInt8>, decimalComma: Bool = false) {
    if decimalComma {
      // A point could only be a thousands separator, which is not accepted.
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
