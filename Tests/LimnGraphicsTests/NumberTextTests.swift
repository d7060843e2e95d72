import LimnGraphics
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, 0, "0"), (0, 2, "0.00"), (1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-0.06, 1, "−0.1"),
    (9.96, 1, "10.0"), (12345.678, 2, "12345.68"), (0.05, 2, "0.05"),
  ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (0, 3, "0"), (1, 3, "1.00"), (0.012345, 2, "0.012"), (99.96, 3, "100"),
    (0.00012, 2, "1.2 × 10⁻⁴"),
    (-3.2e-7, 2, "−3.2 × 10⁻⁷"), (123_456, 2, "1.2 × 10⁵"), (9.99e-7, 2, "1.0 × 10⁻⁶"),
    (99_960, 3, "1.00 × 10⁵"), (.infinity, 3, "∞"), (.nan, 3, "not a number"),
  ])
  func significant(value: Double, digits: Int, text: String) {
    #expect(NumberText.significant(value, digits: digits) == text)
  }

  @Test(arguments: [
    (13, "13"), (0.4, "0.4"), (100, "100"), (-0.25, "−0.25"), (1e-9, "1.00 × 10⁻⁹"),
  ])
  func trimmed(value: Double, text: String) {
    #expect(NumberText.trimmed(value, digits: 3) == text)
  }

  @Test(arguments: [
    (0, "0.0%"), (1, "100.0%"), (0.935, "93.5%"), (0.99996, "> 99.9%"), (0.0001, "< 0.1%"),
    (0.9994, "99.9%"), (0.0005, "0.1%"),
  ])
  func percent(value: Double, text: String) {
    #expect(NumberText.percent(value) == text)
  }
}
