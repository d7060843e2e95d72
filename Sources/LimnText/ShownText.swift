/// Text from anywhere as a person may be shown it: nothing in it acts on a terminal, and it has an end.
extension String {
  /// The text on one line, with each character that would act rather than show written as its number:
  /// `\u{1B}` for an escape. Line ends and tabs are written `\n`, `\r` and `\t`.
  ///
  /// Such are control characters, line and paragraph separators, and invisible format characters, among
  /// them those that turn the direction of what follows. Joiners stay: words of several scripts and
  /// emoji need them. What is written so stays as it is when it is written once more.
  package var escaped: String {
    // Most text is plain; it is returned as it is.
    guard unicodeScalars.contains(where: \.acts) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if scalar.acts { result += scalar.written } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// ``escaped`` with its line ends left as they are: for help and other texts of several lines.
  package var escapedLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).escaped }
      .joined(separator: "\n")
  }

  /// ``escaped`` in at most `columns` columns of a terminal, cut in the middle where it is longer.
  package func shown(columns: Int = 80) -> String {
    // What is far too long is cut before it is looked at in full: a name may be a file's whole size.
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

  /// The text with a mark after it, where it runs from right to left, that keeps what follows on its
  /// right: "العمر = 3" and not "3 = العمر".
  package var keptApart: String {
    let isFromRight = unicodeScalars.contains { scalar in
      Self.fromRight.contains { $0.contains(scalar.value) }
    }
    return isFromRight ? self + "\u{200E}" : self
  }

  /// Hebrew, Arabic, Syriac and their neighbours.
  private static let fromRight: [ClosedRange<UInt32>] = [
    0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF,
  ]

  /// A name from a file within a sentence: ``shown(columns:)`` between quotation marks.
  package var quoted: String { "\"\(shown())\"" }
}

extension String {
  /// The system's "No such file or directory" as part of a sentence.
  package var inSentence: String { prefix(1).lowercased() + dropFirst() }

  /// A JSON document with each character that would act within its strings, beyond those that JSON
  /// itself does not allow, written as JSON's `\u` escape: the same document to a reader.
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
  /// Whether the character does something to the text around it, or is not seen at all.
  fileprivate var acts: Bool {
    if value < 0x7F { return value < 0x20 }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .format: return !Self.seenFormats.contains(value)
    default: return false
    }
  }

  /// Format characters that words need: the joiners, the mark of ``Swift/String/keptApart``, which turns
  /// nothing around, and signs that enclose the digits after them.
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
