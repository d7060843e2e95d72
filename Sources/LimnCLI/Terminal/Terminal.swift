import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The capabilities of a stream's terminal.
package struct Terminal {
  /// Whether the stream is a terminal.
  let isInteractive: Bool
  let palette: TerminalPalette
  /// The number of characters in a line.
  let width: Int

  private static let defaultWidth = 80

  init(of stream: StandardStream) {
    isInteractive = isatty(stream.rawValue) == 1
    palette = Self.palette(isInteractive: isInteractive, variable: Self.variable)
    width = Self.width(of: stream)
  }

  /// The colours to use: none if the stream is not a terminal, if `NO_COLOR` is set to anything
  /// (no-color.org), or if the terminal has no colours.
  ///
  /// - Parameter variable: returns the value of an environment variable.
  package static func palette(isInteractive: Bool, variable: (String) -> String?) -> TerminalPalette
  {
    let term = variable("TERM") ?? ""
    guard isInteractive, variable("NO_COLOR")?.isEmpty ?? true, !["", "dumb"].contains(term) else {
      return .plain
    }
    if ["truecolor", "24bit"].contains(variable("COLORTERM") ?? "") || term.hasSuffix("-direct") {
      return .trueColor
    }
    return term.contains("256color") ? .indexed : .plain
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static func width(of stream: StandardStream) -> Int {
    var size = winsize()
    if ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return variable("COLUMNS").flatMap(Int.init) ?? defaultWidth
  }
}
