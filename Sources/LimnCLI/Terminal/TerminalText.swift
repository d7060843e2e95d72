import Limn

/// What the program writes to a stream. A string becomes one only here, escaped and bounded: whatever
/// a file calls its columns, layers or types, no control character of it reaches a terminal.
struct TerminalText {
  let string: String

  private init(unchecked string: String) {
    self.string = string
  }

  /// Lines for people, each on one line whatever stands in it.
  init(_ lines: [String]) {
    string = lines.map { $0.shown(columns: Self.mostColumns).trimmingTrailingSpaces + "\n" }
      .joined()
  }

  /// Text with line ends of its own, such as help.
  init(prose: String) {
    string = prose.escapedLines
  }

  /// JSON: its line ends stay, and what acts within its strings is written as their escapes.
  init(json: [UInt8]) {
    string = String(decoding: json, as: UTF8.self)
  }

  /// Text that holds the program's own codes for colours and cursor. Names in it are escaped by whoever
  /// painted it.
  static func painted(_ text: String) -> TerminalText {
    TerminalText(unchecked: text)
  }

  static func + (a: TerminalText, b: TerminalText) -> TerminalText {
    TerminalText(unchecked: a.string + b.string)
  }

  static let empty = TerminalText(unchecked: "")

  /// No honest line is as long.
  private static let mostColumns = 2000
}

extension String {
  /// The text without spaces at its end.
  var trimmingTrailingSpaces: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}
