#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A colour in OKLab (Ottosson 2020, "A perceptual color space for image processing"), in which
/// equal distances look about equally large.
package struct OKLab: Sendable, Hashable {
  /// From 0 (black) to 1 (white).
  package let lightness: Double
  /// From green to red.
  package let a: Double
  /// From blue to yellow.
  package let b: Double

  package init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// Creates a colour from polar coordinates, with the hue in degrees.
  package init(lightness: Double, chroma: Double, hue: Double) {
    let angle = hue / 180 * Double.pi
    self.init(lightness: lightness, a: chroma * cos(angle), b: chroma * sin(angle))
  }

  /// Converts a colour; its opacity is ignored.
  package init(_ color: Color) {
    let (red, green, blue) = (
      linear(color.red), linear(color.green), linear(color.blue)
    )
    let l = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let m = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let s = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    self.init(
      lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  /// Interpolates linearly from this colour (`t` = 0) to `other` (`t` = 1).
  func mixed(with other: OKLab, by t: Double) -> OKLab {
    OKLab(
      lightness: lightness + t * (other.lightness - lightness), a: a + t * (other.a - a),
      b: b + t * (other.b - b))
  }

  /// The colour in sRGB; it must lie within the gamut.
  var color: Color {
    let l = cubed(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cubed(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cubed(lightness - 0.0894841775 * a - 1.2914855480 * b)
    return Color(
      red: companded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      green: companded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      blue: companded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }
}

/// The inverse of the sRGB transfer function.
private func linear(_ value: Double) -> Double {
  value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
}

private func cubed(_ x: Double) -> Double { x * x * x }

/// The sRGB transfer function, applied to linear light. The published matrix is rounded, so white
/// comes out 1e-8 off; colours farther outside the gamut are rejected by `Color`.
private func companded(_ linear: Double) -> Double {
  let value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
  return abs(value - 1) < 1e-6 ? 1 : value
}
