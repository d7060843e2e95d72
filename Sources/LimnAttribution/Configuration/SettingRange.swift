/// The numbers that a setting may have.
public struct SettingRange<Number: Comparable & Sendable>: Sendable {
  /// The setting's name, in words joined by hyphens: "kernel-width".
  public let setting: String
  /// The smallest and the largest value allowed.
  public let bounds: ClosedRange<Number>

  /// A range, and the name of the setting it is for.
  public init(_ setting: String, _ bounds: ClosedRange<Number>) {
    self.setting = setting
    self.bounds = bounds
  }

  /// Checks one value.
  ///
  /// - Throws: `AttributionError.outOfRange`, for NaN as well.
  public func check(_ number: Number) throws {
    guard bounds.contains(number) else {
      throw AttributionError.outOfRange(
        setting: setting, found: Self.text(number), range: description)
    }
  }

  /// Checks a value where there is one.
  ///
  /// - Throws: `AttributionError.outOfRange`; `nil`, the method's own choice, is in every range.
  public func check(_ number: Number?) throws {
    if let number { try check(number) }
  }

  /// "from 1 to 100000".
  public var description: String {
    "from \(Self.text(bounds.lowerBound)) to \(Self.text(bounds.upperBound))"
  }

  /// A whole number without a decimal point.
  private static func text(_ number: Number) -> String {
    if let whole = (number as? Double).flatMap(Int.init(exactly:)) { return String(whole) }
    return "\(number)"
  }
}
