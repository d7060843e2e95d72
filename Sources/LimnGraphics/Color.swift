/// A colour with sRGB components and opacity, each in `0...1`.
public struct Color: Sendable, Hashable {
  /// Red, from 0 to 1 (sRGB).
  public let red: Double
  /// Green, from 0 to 1 (sRGB).
  public let green: Double
  /// Blue, from 0 to 1 (sRGB).
  public let blue: Double
  /// Opacity, from 0 (transparent) to 1 (opaque).
  public let alpha: Double

  /// Creates a colour from sRGB components and opacity, each in `0...1`.
  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    for component in [red, green, blue, alpha] {
      precondition((0...1).contains(component), "\(component) is no colour component")
    }
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// Creates a grey, from 0 (black) to 1 (white).
  public init(grey: Double, alpha: Double = 1) {
    self.init(red: grey, green: grey, blue: grey, alpha: alpha)
  }

  /// Creates the opaque colour `0xRRGGBB`.
  public init(hex: UInt32) {
    precondition(hex <= 0xFFFFFF, "a colour has three bytes")
    self.init(
      red: Double(hex >> 16) / 255, green: Double(hex >> 8 & 255) / 255,
      blue: Double(hex & 255) / 255)
  }

  /// Black.
  public static let black = Color(grey: 0)
  /// White.
  public static let white = Color(grey: 1)
  /// The colour of text and axes: nearly black.
  public static let ink = Color(grey: 0.13)
  /// The colour of secondary text.
  public static let fadedInk = Color(grey: 0.38)
  /// The colour of grid lines and frames.
  public static let hairline = Color(grey: 0.85)

  /// Colours for distinguishing series, also for colour-blind readers: Okabe and Ito 2008, "Color
  /// Universal Design", without black and without yellow, which is too faint for lines.
  public static let categorical: [Color] = [
    Color(hex: 0x0072B2), Color(hex: 0xD55E00), Color(hex: 0x009E73), Color(hex: 0xCC79A7),
    Color(hex: 0xE69F00), Color(hex: 0x56B4E9),
  ]

  /// The same colour with another opacity, in `0...1`.
  public func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }

  /// Red, green and blue rounded to 8 bits.
  public var bytes: (red: UInt8, green: UInt8, blue: UInt8) {
    (
      UInt8((red * 255).rounded()), UInt8((green * 255).rounded()), UInt8((blue * 255).rounded())
    )
  }
}
