/// The permitted range of a numeric setting.
public struct SettingRange<Number: Comparable & Sendable>: Sendable {
  /// The setting's name, hyphenated: "kernel-width".
  public let setting: String
  /// The smallest and the largest permitted value.
  public let bounds: ClosedRange<Number>

  /// Creates a range for a named setting.
  public init(_ setting: String, _ bounds: ClosedRange<Number>) {
    self.setting = setting
    self.bounds = bounds
  }

  /// Checks one value.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)`` for a value outside the range,
  ///   or NaN.
  public func check(_ number: Number) throws {
    guard bounds.contains(number) else {
      throw AttributionError.outOfRange(
        setting: setting, found: Self.text(number), range: description)
    }
  }

  /// Checks an optional value. `nil`, which leaves the choice to the method, is always permitted.
  ///
  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)`` for a value outside the range,
  ///   or NaN.
  public func check(_ number: Number?) throws {
    if let number { try check(number) }
  }

  /// The range in words: "from 1 to 100000".
  public var description: String {
    "from \(Self.text(bounds.lowerBound)) to \(Self.text(bounds.upperBound))"
  }

  /// The number as text, without a decimal point if it is whole.
  private static func text(_ number: Number) -> String {
    if let whole = (number as? Double).flatMap(Int.init(exactly:)) { return String(whole) }
    return "\(number)"
  }
}
