import LimnGraphics

/// The colours a terminal can show.
public enum TerminalPalette: Sendable, Hashable, CaseIterable {
  /// 24-bit colours.
  case trueColor
  /// The 256 colours of xterm: a cube of 6 × 6 × 6 and 24 greys.
  case indexed
  /// No colour: signs and digits.
  case plain

  /// `text` on a ground of `color`, in black or white, whichever reads better.
  func painted(_ text: String, on color: Color) -> String {
    let (red, green, blue) = color.bytes
    let isLight = 0.299 * color.red + 0.587 * color.green + 0.114 * color.blue > 0.5
    return switch self {
    case .trueColor:
      "\u{1B}[48;2;\(red);\(green);\(blue);38;2;"
        + (isLight ? "32;32;32" : "255;255;255") + "m\(text)\u{1B}[0m"
    case .indexed:
      "\u{1B}[48;5;\(Self.nearestIndex(to: color));38;5;\(isLight ? 234 : 231)m\(text)\u{1B}[0m"
    case .plain: text
    }
  }

  /// The xterm colour that looks nearest to `color`. Hue counts twice: the sign of a pale value
  /// matters more than its exact lightness.
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

  /// The colours below differ from terminal to terminal.
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
