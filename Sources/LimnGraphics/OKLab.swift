#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A colour in OKLab (Ottosson 2020, "A perceptual color space for image processing"): equal
/// distances look about equally large.
struct OKLab: Sendable, Hashable {
  /// From 0 (black) to 1 (white).
  let lightness: Double
  /// From green to red.
  let a: Double
  /// From blue to yellow.
  let b: Double

  init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// The same in polar form, with the hue in degrees.
  init(lightness: Double, chroma: Double, hue: Double) {
    let angle = hue / 180 * Double.pi
    self.init(lightness: lightness, a: chroma * cos(angle), b: chroma * sin(angle))
  }

  /// The point a fraction `t` of the way from this colour to `other`.
  func mixed(with other: OKLab, by t: Double) -> OKLab {
    OKLab(
      lightness: lightness + t * (other.lightness - lightness), a: a + t * (other.a - a),
      b: b + t * (other.b - b))
  }

  /// The sRGB colour, which must lie within the gamut.
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

private func cubed(_ x: Double) -> Double { x * x * x }

/// The sRGB transfer function, from linear light. The published matrix is rounded, so that white
/// comes out 1e-8 off; a colour farther outside the gamut is refused by `Color`.
private func companded(_ linear: Double) -> Double {
  let value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
  return abs(value - 1) < 1e-6 ? 1 : value
}
