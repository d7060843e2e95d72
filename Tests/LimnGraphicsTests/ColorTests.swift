import LimnGraphics
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

private let positions = (0...200).map { Double($0) / 200 }

private func distance(_ a: OKLab, _ b: OKLab) -> Double {
  let (light, x, y) = (a.lightness - b.lightness, a.a - b.a, a.b - b.b)
  return (light * light + x * x + y * y).squareRoot()
}

private func linear(_ value: Double) -> Double {
  value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
}

/// Relative luminance (IEC 61966-2-1).
private func luminance(_ color: Color) -> Double {
  0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
}

@Suite struct ColorMapTests {
  @Test func zeroIsNearlyWhiteAndWithoutHue() {
    let (red, green, blue) = ColorMap.diverging.color(at: 0).bytes
    #expect(red == green && green == blue)
    #expect(red > 240)
  }

  @Test func redIsForAndBlueAgainst() {
    let (positive, negative) = (
      ColorMap.diverging.color(at: 1), ColorMap.diverging.color(at: -1)
    )
    #expect(positive.red > 2 * max(positive.green, positive.blue))
    #expect(negative.blue > 2 * max(negative.red, negative.green))
  }

  /// Equal values of opposite sign are equally far from zero and equally light. The tolerance is
  /// that of the published OKLab matrices, which are inverse to about 1e-7.
  @Test func bothSignsLookEquallyStrong() {
    let zero = OKLab(ColorMap.diverging.color(at: 0))
    for position in positions {
      let (positive, negative) = (
        OKLab(ColorMap.diverging.color(at: position)),
        OKLab(ColorMap.diverging.color(at: -position))
      )
      #expect(abs(positive.lightness - negative.lightness) < 1e-5)
      #expect(abs(distance(positive, zero) - distance(negative, zero)) < 1e-5)
    }
  }

  @Test(arguments: ColorMap.allCases)
  func equalStepsOfLightness(map: ColorMap) {
    let lightness = positions.map { OKLab(map.color(at: $0)).lightness }
    let step = lightness[0] - lightness[1]
    #expect(step > 0)
    for (a, b) in zip(lightness, lightness.dropFirst()) { #expect(abs(a - b - step) < 1e-5) }
  }

  @Test(arguments: ColorMap.allCases)
  func luminanceFallsAwayFromZero(map: ColorMap) {
    let values = positions.map { luminance(map.color(at: $0)) }
    for (a, b) in zip(values, values.dropFirst()) { #expect(a > b) }
    if map == .diverging {
      let values = positions.map { luminance(map.color(at: -$0)) }
      for (a, b) in zip(values, values.dropFirst()) { #expect(a > b) }
    }
  }

  /// Machado, Oliveira and Fernandes 2009, severity 1: full protanopia, deuteranopia, tritanopia.
  /// A difference of 0.1 in OKLab is plain to see; 0.02 is about the smallest that is.
  @Test(arguments: [
    [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
    [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
  ])
  func theColourBlindTellSignsApart(matrix: [Double]) {
    func seen(_ color: Color) -> OKLab {
      let light = [linear(color.red), linear(color.green), linear(color.blue)]
      let components = (0..<3).map { row -> Double in
        let value = (0..<3).reduce(0) { $0 + matrix[3 * row + $1] * light[$1] }
        let clipped = min(1, max(0, value))
        return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * pow(clipped, 1 / 2.4) - 0.055
      }
      return OKLab(
        Color(red: components[0], green: components[1], blue: min(1, components[2])))
    }
    let (strongFor, strongAgainst) = (
      seen(ColorMap.diverging.color(at: 1)), seen(ColorMap.diverging.color(at: -1))
    )
    #expect(distance(strongFor, strongAgainst) > 0.2)
    let (weakFor, weakAgainst) = (
      seen(ColorMap.diverging.color(at: 0.4)), seen(ColorMap.diverging.color(at: -0.4))
    )
    #expect(distance(weakFor, weakAgainst) > 0.06)
  }

  /// Ottosson's published pairs for primary colours, to the digits he gives.
  @Test func okLabOfKnownColours() {
    let red = OKLab(Color(hex: 0xFF0000))
    #expect(distance(red, OKLab(lightness: 0.62796, a: 0.22486, b: 0.12585)) < 2e-5)
    let blue = OKLab(Color(hex: 0x0000FF))
    #expect(distance(blue, OKLab(lightness: 0.45201, a: -0.03246, b: -0.31153)) < 2e-5)
    #expect(distance(OKLab(.white), OKLab(lightness: 1, a: 0, b: 0)) < 1e-6)
  }
}

@Suite struct ColorScaleTests {
  @Test func symmetricAroundZero() throws {
    let scale = try ColorScale.symmetric(around: [0.5, -2, 1])
    #expect(scale.range == -2...2)
    #expect(try scale.color(of: 0) == ColorMap.diverging.color(at: 0))
    #expect(try scale.color(of: -2) == ColorMap.diverging.color(at: -1))
    #expect(try scale.color(of: 1) == ColorMap.diverging.color(at: 0.5))
  }

  @Test func allZeroHasTheColourOfZero() throws {
    let scale = try ColorScale.symmetric(around: [0, 0, -0.0])
    #expect(scale.range == 0...0)
    #expect(try scale.color(of: 0) == ColorMap.diverging.color(at: 0))
    #expect(throws: GraphicsError.valueBeyondScale(1e-9, limit: 0)) { try scale.color(of: 1e-9) }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteHasNoColour(value: Double) throws {
    let scale = try ColorScale.symmetric(limit: 1)
    #expect(throws: GraphicsError.nonFiniteValue(index: 0)) { try scale.color(of: value) }
    #expect(throws: GraphicsError.nonFiniteValue(index: 2)) { try scale.colors(of: [0, 1, value]) }
    #expect(throws: GraphicsError.nonFiniteValue(index: 1)) {
      try ColorScale.symmetric(around: [0, value])
    }
    #expect(throws: GraphicsError.nonFiniteValue(index: 1)) {
      try ColorScale.sequential(over: [0, value])
    }
  }

  @Test func valuesBeyondAreRefusedNotClamped() throws {
    let scale = try ColorScale.symmetric(limit: 1)
    #expect(throws: GraphicsError.valueBeyondScale(1.5, limit: 1)) { try scale.color(of: 1.5) }
    #expect(throws: GraphicsError.valueBeyondScale(-2, limit: -1)) { try scale.color(of: -2) }
  }

  /// The ends stay in reach for any rounding of a value's position.
  @Test func extremesOfAnyMagnitude() throws {
    for limit in [
      Double.leastNonzeroMagnitude, 1e-300, 0.1, 3.7, 1e300, Double.greatestFiniteMagnitude,
    ] {
      let scale = try ColorScale.symmetric(limit: limit)
      #expect(try scale.color(of: limit) == ColorMap.diverging.color(at: 1))
      #expect(try scale.color(of: -limit) == ColorMap.diverging.color(at: -1))
    }
    let scale = try ColorScale.sequential(0.1...0.7)
    #expect(try scale.color(of: 0.7) == ColorMap.sequential.color(at: 1))
  }
}
