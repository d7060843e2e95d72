import Limn

/// Text that the program writes to a stream. A string is converted only here, escaped and
/// shortened, so that no control character in the names from a file reaches a terminal.
struct TerminalText {
  let string: String

  private init(unchecked string: String) {
    self.string = string
  }

  /// Lines of text, each of which stays on one line whatever it contains.
  init(_ lines: [String]) {
    string = lines.map { $0.shown(columns: Self.mostColumns).trimmingTrailingSpaces + "\n" }
      .joined()
  }

  /// Text with its own line ends, such as help.
  init(prose: String) {
    string = prose.escapedLines
  }

  /// JSON, whose control characters in strings are already escaped; its line ends are kept.
  init(json: [UInt8]) {
    string = String(decoding: json, as: UTF8.self)
  }

  /// Text with the program's own codes for colours and cursor. The caller has escaped the names in
  /// it.
  static func painted(_ text: String) -> TerminalText {
    TerminalText(unchecked: text)
  }

  static func + (a: TerminalText, b: TerminalText) -> TerminalText {
    TerminalText(unchecked: a.string + b.string)
  }

  static let empty = TerminalText(unchecked: "")

  /// The maximum length of a line; no legitimate line is longer.
  private static let mostColumns = 2000
}

extension String {
  /// The text without trailing spaces.
  var trimmingTrailingSpaces: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}
