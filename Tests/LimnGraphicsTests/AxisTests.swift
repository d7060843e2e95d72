import LimnCore
import LimnGraphics
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0...1.0, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (-2.37...2.37, 5, ["−2", "−1", "0", "1", "2"]),
    (0...300, 4, ["0", "100", "200", "300"]),
    (0.98...1.0, 5, ["0.980", "0.985", "0.990", "0.995", "1.000"]),
    (0...4.2e-5, 5, ["0", "1 × 10⁻⁵", "2 × 10⁻⁵", "3 × 10⁻⁵", "4 × 10⁻⁵"]),
  ])
  func known(range: ClosedRange<Double>, count: Int, labels: [String]) {
    #expect(Ticks.linear(range, atMost: count).labels == labels)
  }

  /// Ticks lie in the range, one step apart; the step is 1, 2 or 5 times a power of ten, and the
  /// labels say the values.
  @Test func lawsOnRandomRanges() throws {
    var random = RandomStream(seed: 3)
    for _ in 0..<500 {
      let lower = (random.uniform() - 0.5) * pow(10, Double(random.integer(below: 12)) - 6)
      let width = (random.uniform() + 1e-3) * pow(10, Double(random.integer(below: 12)) - 6)
      // Where ticks differ only in digits that a Double hardly holds there is nothing to draw.
      guard width > abs(lower) * 1e-6 else { continue }
      let range = lower...lower + width
      let count = 2 + random.integer(below: 10)
      let ticks = Ticks.linear(range, atMost: count)
      #expect(ticks.values.count <= count)
      #expect(!ticks.values.isEmpty, "\(range) has no tick")
      #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
      guard ticks.values.count > 1 else { continue }
      let step = ticks.values[1] - ticks.values[0]
      let mantissa = step / pow(10, log10(step * 1.0001).rounded(.down))
      #expect([1.0, 2, 5].contains { abs($0 - mantissa) < 1e-4 }, "step \(step)")
      for (a, b) in zip(ticks.values, ticks.values.dropFirst()) {
        #expect(abs(b - a - step) < 1e-6 * step)
      }
      #expect(
        ticks.values.allSatisfy { $0 >= lower - 1e-6 * width && $0 <= lower + 1.000001 * width })
    }
  }

  @Test func wholeTicksAreWhole() {
    for upper in 1...40 {
      for count in 1...12 {
        let ticks = Ticks.whole(1...Double(upper), atMost: count)
        #expect(ticks.values.allSatisfy { $0 == $0.rounded() })
        #expect(ticks.values.count <= count)
      }
    }
  }

  @Test func logarithmicTicks() {
    #expect(Ticks.logarithmic(1e-6...1, atMost: 8).labels.count == 7)
    #expect(Ticks.logarithmic(1e-6...1, atMost: 4).labels == ["10⁻⁶", "10⁻⁴", "0.01", "1"])
    #expect(
      Ticks.logarithmic(0.05...2, atMost: 8).labels == ["0.05", "0.1", "0.2", "0.5", "1", "2"])
    #expect(Ticks.logarithmic(1...1000, atMost: 4).values == [1, 10, 100, 1000])
  }
}

/// Any two numbers give an axis with ticks and labels, or an error.
@Suite struct ExtremeAxisTests {
  /// 1e-310, below the numbers of full precision.
  private let tiny = 1e-300 / 1e10

  /// A number of any size, of either sign.
  private func number(_ random: inout RandomStream) -> Double {
    let special: [Double] = [
      0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-307, 1e300,
      -1e300, 1.7e308, 1e-300, 1, 1e15,
      9_007_199_254_740_992, 1e19,
    ]
    if random.uniform() < 0.3 { return special[random.integer(below: special.count)] }
    return Double(bitPattern: random.next())
  }

  @Test func ticksOfAnyRange() throws {
    var random = RandomStream(seed: 9)
    var drawn = 0
    for round in 0..<20_000 {
      let (a, b) = (number(&random), number(&random))
      // Neighbours as well.
      let other = round % 3 == 0 ? a.nextUp : b
      let count = 1 + random.integer(below: 12)
      for scale in [Axis.Scale.linear, .logarithmic, .whole] {
        do {
          let axis = try Axis("x", holding: [a, other], scale: scale)
          let ticks = axis.ticks(atMost: count)
          #expect(ticks.values.count <= max(count, 1), "\(a), \(other), \(scale)")
          #expect(axis.fraction(of: a).isFinite, "\(a), \(other), \(scale)")
          drawn += ticks.labels.count
        } catch is GraphicsError {}
      }
    }
    #expect(drawn > 20_000)
  }

  @Test func theSmallestNumbersHaveTicks() throws {
    #expect(Ticks.logarithmic(1e-307...1e-304, atMost: 8).labels.contains("10⁻³⁰⁶"))
    #expect(Ticks.linear(0...tiny * 4, atMost: 5).labels[1] == "1 × 10⁻³¹⁰")
    let axis = try Axis("x", holding: [.leastNonzeroMagnitude, 1e100], scale: .logarithmic)
    // No room below the smallest number; above, the usual one of the span's powers of ten.
    let (low, high) = (log10(Double.leastNonzeroMagnitude), 100 + 0.04 * (100 + 323.3))
    #expect(axis.range.lowerBound == .leastNonzeroMagnitude)
    #expect(abs(axis.fraction(of: 1e-112) - (-112 - low) / (high - low)) < 1e-4)
  }

  @Test func anyNumberHasAText() {
    var random = RandomStream(seed: 10)
    for _ in 0..<20_000 {
      let value = number(&random)
      for digits in [1, 3, 15] {
        let text = NumberText.scientific(value, digits: digits)
        #expect(!text.isEmpty)
        _ = NumberText.significant(value, digits: digits)
        _ = NumberText.fixed(value, decimals: digits)
        guard value.isFinite, value != 0 else { continue }
        let (mantissa, exponent) = NumberText.decimalParts(of: value, digits: digits)
        // 9.7 to one digit is 1 × 10¹, and its mantissa 0.97.
        let unit = pow(10, Double(digits - 1))
        let rounded = (abs(mantissa) * unit).rounded() / unit
        #expect(rounded > 0.999_999 && rounded < 9.999_999_999_999_999, "\(value)")
        // Below 1e-300 few digits are left.
        let logarithm = log10(abs(mantissa)) + Double(exponent)
        #expect(abs(logarithm - log10(abs(value))) < 1e-9, "\(value)")
      }
    }
    #expect(NumberText.scientific(tiny, digits: 2) == "1.0 × 10⁻³¹⁰")
    #expect(NumberText.scientific(.leastNonzeroMagnitude, digits: 1) == "5 × 10⁻³²⁴")
  }
}

@Suite struct AxisTests {
  @Test func rangesThatCannotBeDrawnAreRefused() {
    for range in [1.0...1.0, 0...Double.infinity, -1e308...1.7e308] {
      #expect(throws: GraphicsError.badRange(lower: range.lowerBound, upper: range.upperBound)) {
        try Axis("x", range: range)
      }
    }
    #expect(throws: GraphicsError.badRange(lower: 0, upper: 1)) {
      try Axis("x", range: 0...1, scale: .logarithmic)
    }
    #expect(throws: GraphicsError.nonFiniteValue(index: 1)) { try Axis("x", holding: [1, .nan]) }
    #expect(throws: GraphicsError.badRange(lower: -1, upper: 1)) {
      try Axis("x", holding: [-1, 1], scale: .logarithmic)
    }
  }

  @Test func holdsItsValues() throws {
    #expect(try Axis("x", holding: [2, 4]).range == 1.92...4.08)
    #expect(try Axis("x", holding: [2, 4], including: [0]).range == 0...4.16)
    #expect(try Axis("x", holding: [3]).range == 1.5...4.5)
    #expect(try Axis("x", holding: [0]).range == -0.5...0.5)
  }

  @Test func logarithmicFractions() throws {
    let axis = try Axis("x", range: 0.01...100, scale: .logarithmic)
    for (value, fraction) in [(0.01, 0.0), (0.1, 0.25), (1, 0.5), (100, 1)] {
      #expect(abs(axis.fraction(of: value) - fraction) < 1e-12)
    }
  }
}

/// Labels of a horizontal axis do not run into each other.
@Suite struct AxisLabelTests {
  @Test(arguments: [
    0.0...1.0, -12345.0...12345.0, 0...4.2e-5, 1995...2026, -0.07...0.93, 0...1e9,
  ])
  func labelsKeepADigitsWidthApart(range: ClosedRange<Double>) throws {
    let style = TextStyle(size: 9)
    let axis = try Axis("x", range: range)
    var most = 0
    for width in stride(from: 40.0, through: 900, by: 13) {
      let ticks = axis.ticks(fitting: width, style: style)
      #expect(ticks.values.count <= 12)
      most = max(most, ticks.values.count)
      let spans = zip(ticks.values, ticks.labels).map { value, label in
        let (middle, half) = (axis.fraction(of: value) * width, style.width(of: label) / 2)
        return (start: middle - half, end: middle + half)
      }
      for (left, right) in zip(spans, spans.dropFirst()) {
        #expect(left.end + style.size <= right.start, "\(range), \(width): \(ticks.labels)")
      }
    }
    // And there are several where there is room.
    #expect(most >= 5)
  }
}
