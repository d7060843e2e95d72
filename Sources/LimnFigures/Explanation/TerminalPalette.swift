import LimnGraphics

/// The colours a terminal can show.
public enum TerminalPalette: Sendable, Hashable, CaseIterable {
  /// 24-bit colours.
  case trueColor
  /// The 256 colours of xterm: a cube of 6 × 6 × 6 and 24 greys.
  case indexed
  /// No colour: signs and digits.
  case plain

  /// `text` on a background of `color`, in black or white, whichever is easier to read.
  func painted(_ text: String, on color: Color) -> String {
    let isLight = 0.299 * color.red + 0.587 * color.green + 0.114 * color.blue > 0.5
    return painted(text, in: isLight ? Color(grey: 0.12) : .white, on: color)
  }

  /// `text` in the colour `ink` on the background `ground`; unchanged if there are no colours.
  func painted(_ text: String, in ink: Color, on ground: Color) -> String {
    switch self {
    case .trueColor, .indexed: "\u{1B}[48;\(code(ground));38;\(code(ink))m\(text)\u{1B}[0m"
    case .plain: text
    }
  }

  /// `text` in the colour `ink` on the terminal's own background; unchanged if there are no
  /// colours.
  func colored(_ text: String, _ ink: Color) -> String {
    switch self {
    case .trueColor, .indexed: "\u{1B}[38;\(code(ink))m\(text)\u{1B}[0m"
    case .plain: text
    }
  }

  private func code(_ color: Color) -> String {
    let (red, green, blue) = color.bytes
    return self == .trueColor ? "2;\(red);\(green);\(blue)" : "5;\(Self.nearestIndex(to: color))"
  }

  /// The index of the xterm colour that looks closest to `color`. Hue counts twice, because the
  /// sign of a pale value matters more than its exact lightness.
  package static func nearestIndex(to color: Color) -> Int {
    let wanted = OKLab(color)
    func distance(_ candidate: OKLab) -> Double {
      let (light, a, b) = (
        candidate.lightness - wanted.lightness, candidate.a - wanted.a, candidate.b - wanted.b
      )
      return light * light + 4 * (a * a + b * b)
    }
    let distances = indexedColors.map(distance)
    return distances.indices.reduce(0) { distances[$1] < distances[$0] ? $1 : $0 } + firstIndex
  }

  /// Colours with lower indices differ from terminal to terminal.
  private static let firstIndex = 16

  /// The colours from `firstIndex` on: the cube, then the greys.
  private static let indexedColors: [OKLab] = {
    let levels = [0.0, 95, 135, 175, 215, 255].map { $0 / 255 }
    let cube = levels.flatMap { red in
      levels.flatMap { green in
        levels.map { blue in Color(red: red, green: green, blue: blue) }
      }
    }
    let greys = (0..<24).map { Color(grey: Double(8 + 10 * $0) / 255) }
    return (cube + greys).map(OKLab.init)
  }()
}
