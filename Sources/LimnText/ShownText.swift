/// Text from untrusted sources made safe to show: no character acts on the terminal, and the length
/// is bounded.
extension String {
  /// The text on one line, with each character that would act on the output instead of being shown
  /// replaced by its number, such as `\u{1B}` for an escape. Line ends and tabs become `\n`, `\r`
  /// and `\t`.
  ///
  /// Replaced are control characters, line and paragraph separators, and invisible format
  /// characters, including those that change the text direction. Joiners stay, because several
  /// scripts and emoji need them. Escaping an escaped text changes nothing.
  package var escaped: String {
    // Most text is plain and returned unchanged.
    guard unicodeScalars.contains(where: \.acts) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if scalar.acts { result += scalar.written } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// ``escaped``, but with line ends kept: for help and other text of several lines.
  package var escapedLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).escaped }
      .joined(separator: "\n")
  }

  /// ``escaped``, cut in the middle to at most `columns` terminal columns.
  package func shown(columns: Int = 80) -> String {
    // A very long text is cut before it is escaped: a name may be as large as the whole file.
    let most = 4 * columns
    var text = self
    if unicodeScalars.dropFirst(2 * most).first != nil {
      text = ""
      text.unicodeScalars.append(contentsOf: unicodeScalars.prefix(most))
      text += "…"
      text.unicodeScalars.append(contentsOf: unicodeScalars.suffix(most))
    }
    return text.escaped.shortened { $0.columns <= columns && $0.unicodeScalars.count <= most }
  }

  /// The text, followed by a left-to-right mark if it contains right-to-left script, so that what
  /// follows stays on its right: "العمر = 3" and not "3 = العمر".
  package var keptApart: String {
    let isFromRight = unicodeScalars.contains { scalar in
      Self.fromRight.contains { $0.contains(scalar.value) }
    }
    return isFromRight ? self + "\u{200E}" : self
  }

  /// Hebrew, Arabic, Syriac and related scripts.
  private static let fromRight: [ClosedRange<UInt32>] = [
    0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF,
  ]

  /// A name from a file, ready for use in a sentence: ``shown(columns:)`` in quotation marks.
  package var quoted: String { "\"\(shown())\"" }
}

extension String {
  /// A system message such as "No such file or directory" with a lowercase initial, for use inside
  /// a sentence.
  package var inSentence: String { prefix(1).lowercased() + dropFirst() }

  /// A JSON document in which each character that would act on a terminal is written as a `\u`
  /// escape. The document means the same to a JSON reader.
  package var escapedJSON: String {
    guard unicodeScalars.contains(where: { $0.acts && $0 != "\n" }) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      guard scalar.acts, scalar != "\n" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether the character acts on the text around it or is invisible.
  fileprivate var acts: Bool {
    if value < 0x7F { return value < 0x20 }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .format: return !Self.seenFormats.contains(value)
    default: return false
    }
  }

  /// Format characters that words need: the joiners, the mark of ``Swift/String/keptApart``, which
  /// does not reorder anything, and signs that enclose the digits after them.
  private static let seenFormats: Set<UInt32> = [
    0x200C, 0x200D, 0x200E, 0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890,
    0x0891,
    0x08E2, 0x110BD, 0x110CD,
  ]

  fileprivate var written: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(value, radix: 16, uppercase: true))}"
    }
  }
}
