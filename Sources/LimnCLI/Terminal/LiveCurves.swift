import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The curves of a run on standard error, redrawn in place after its epochs. If standard error is
/// not a terminal, they are drawn once, at the end.
struct LiveCurves {
  private let terminal = Terminal(of: .error)
  private let glyphs: TerminalCurves.Glyphs
  private var lineCount = 0
  private var lastDrawn: ContinuousClock.Instant?

  private static let interval = Duration.milliseconds(80)

  init() {
    let term = Self.variable("TERM") ?? ""
    glyphs =
      terminal.isInteractive && term != "dumb" && Self.speaksUnicode(variable: Self.variable)
      ? .braille : .ascii
  }

  /// Draws the history so far, unless it was drawn a moment ago.
  mutating func show(_ history: TrainingHistory) {
    guard terminal.isInteractive else { return }
    if let lastDrawn, ContinuousClock.now - lastDrawn < Self.interval { return }
    draw(history)
  }

  /// Draws the whole history.
  mutating func finish(_ history: TrainingHistory) {
    draw(history)
  }

  private mutating func draw(_ history: TrainingHistory) {
    lastDrawn = .now
    let lines = TerminalCurves(
      history, glyphs: glyphs, palette: terminal.palette, width: terminal.width
    ).lines()
    StandardStream.error.show(.painted(Self.redrawn(lines, over: lineCount)))
    lineCount = terminal.isInteractive ? lines.count : 0
  }

  /// The lines, written over the `count` lines above the cursor.
  static func redrawn(_ lines: [String], over count: Int) -> String {
    guard count > 0 else { return lines.map { $0 + "\n" }.joined() }
    return "\u{1B}[\(count)A" + lines.map { $0 + "\u{1B}[K\n" }.joined()
  }

  /// Whether the locale uses UTF-8, according to the first of its variables that is set.
  static func speaksUnicode(variable: (String) -> String?) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty }
    let name = (locale ?? "").lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
