import LimnText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Formats numbers for labels: "−0.25", "3.2 × 10⁻⁶".
public enum NumberText {
  /// An integer with commas between thousands: "4,810".
  public static func grouped(_ value: Int) -> String {
    value.grouped
  }

  /// `value` with `decimals` digits after the decimal point, `0...15`. Numbers too large for that
  /// are written in scientific notation.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    precondition((0...15).contains(decimals), "\(decimals) digits after the point")
    guard value.isFinite, abs(value) < 1e15 else {
      return scientific(value, digits: min(decimals + 1, 15))
    }
    let scale = pow(10, Double(decimals))
    let scaled = (abs(value) * scale).rounded()
    // From 2⁵³ on, the scaled value has no fractional digits left to round.
    guard scaled < 0x1p53 else { return scientific(value, digits: min(decimals + 1, 15)) }
    let units = UInt64(scaled)
    let sign = value < 0 && units > 0 ? "−" : ""
    guard decimals > 0 else { return sign + String(units) }
    let divisor = UInt64(scale)
    let fraction = String(units % divisor)
    let padding = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(units / divisor).\(padding)\(fraction)"
  }

  /// `value` with `digits` significant digits, `1...15`; in scientific notation below 0.001 and
  /// from 100,000 on.
  public static func significant(_ value: Double, digits: Int) -> String {
    precondition((1...15).contains(digits), "\(digits) significant digits")
    guard value != 0 else { return "0" }
    guard value.isFinite else { return scientific(value, digits: digits) }
    let exponent = decimalExponent(of: value, digits: digits)
    guard (-3..<5).contains(exponent) else { return scientific(value, digits: digits) }
    return fixed(value, decimals: min(15, max(0, digits - 1 - exponent)))
  }

  /// `value` with at most `digits` significant digits and without trailing zeros: "13", "0.4".
  public static func trimmed(_ value: Double, digits: Int) -> String {
    let text = significant(value, digits: digits)
    guard text.contains("."), !text.contains("×") else { return text }
    let end = text.lastIndex { $0 != "0" } ?? text.startIndex
    return String(text[end] == "." ? text[..<end] : text[...end])
  }

  /// `value` in scientific notation with `digits` significant digits, `1...15`: "3.2 × 10⁻⁶".
  public static func scientific(_ value: Double, digits: Int) -> String {
    if value.isNaN { return "not a number" }
    if value.isInfinite { return value < 0 ? "−∞" : "∞" }
    if value == 0 { return "0" }
    let (mantissa, exponent) = decimalParts(of: value, digits: digits)
    return "\(fixed(mantissa, decimals: digits - 1)) × \(powerOfTen(exponent))"
  }

  /// Splits a finite, nonzero `value` into a mantissa and a power of ten. The magnitude of the
  /// mantissa, rounded to `digits` digits, is in `1..<10`.
  package static func decimalParts(of value: Double, digits: Int) -> (
    mantissa: Double, exponent: Int
  ) {
    let exponent = decimalExponent(of: value, digits: digits)
    return (mantissa(of: value, exponent: exponent), exponent)
  }

  /// `value / 10^exponent`, even if the power of ten underflows.
  private static func mantissa(of value: Double, exponent: Int) -> Double {
    exponent < -300
      ? value * 1e300 / pow(10, Double(exponent + 300)) : value / pow(10, Double(exponent))
  }

  /// A fraction as a percentage: "93.5%". Near 0 and 1 it is written as "< 0.1%" and "> 99.9%", so
  /// that it does not look like certainty.
  public static func percent(_ fraction: Double) -> String {
    if fraction < 1, fraction >= 0.9995 { return "> 99.9%" }
    if fraction > 0, fraction < 0.0005 { return "< 0.1%" }
    return fixed(100 * fraction, decimals: 1) + "%"
  }

  /// A power of ten with superscript digits: "10⁻⁶".
  public static func powerOfTen(_ exponent: Int) -> String {
    "10" + String(String(exponent).map { superscripts[$0, default: $0] })
  }

  /// The exponent of the leading digit after rounding to `digits` digits: with two digits, 9.99 is
  /// 1.0 × 10¹.
  private static func decimalExponent(of value: Double, digits: Int) -> Int {
    let exponent = Int(log10(abs(value)).rounded(.down))
    let mantissa = abs(Self.mantissa(of: value, exponent: exponent))
    let unit = pow(10, Double(digits - 1))
    let rounded = (mantissa * unit).rounded() / unit
    return rounded >= 10 ? exponent + 1 : rounded < 1 ? exponent - 1 : exponent
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
}
