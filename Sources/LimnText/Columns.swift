extension String {
  /// The number of columns the text takes up in a terminal: two for a wide character (East Asian
  /// scripts, emoji), none for a combining mark.
  ///
  /// The text must already be ``escaped``.
  package var columns: Int {
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columns }
  }

  /// The text padded with trailing spaces to `columns` columns.
  package func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - self.columns))
  }

  /// The text padded with leading spaces to `columns` columns.
  package func paddedBefore(to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - self.columns)) + self
  }
}

extension Character {
  /// The number of columns the character takes up in a terminal.
  fileprivate var columns: Int {
    let scalars = unicodeScalars
    if let first = scalars.first, first.value > 0x2000, scalars.count > 1,
      scalars.contains(where: { Self.pictureMakers.contains($0.value) })
    {
      return 2
    }
    return scalars.reduce(0) { $0 + $1.columns }
  }

  /// Scalars that join their neighbours into one emoji of two columns: the emoji variation
  /// selector, the zero-width joiner and the skin tones.
  private static let pictureMakers: Set<UInt32> = [
    0xFE0F, 0x200D, 0x1F3FB, 0x1F3FC, 0x1F3FD, 0x1F3FE, 0x1F3FF,
  ]
}

extension Unicode.Scalar {
  fileprivate var columns: Int {
    if value < 0x300 { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    // A Hangul vowel or final consonant shares the square of the consonant before it.
    case _ where (0x1160...0x11FF).contains(value): return 0
    default: return isWide ? 2 : 1
    }
  }

  private var isWide: Bool {
    var (low, high) = (0, wideCharacters.count)
    while low < high {
      let middle = (low + high) / 2
      if wideCharacters[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wideCharacters.count && wideCharacters[low].contains(value)
  }
}
