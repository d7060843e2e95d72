/// A mapping from values to colours: a colour map stretched over a range of values.
public struct ColorScale: Sendable, Hashable {
  /// The colour map.
  public let map: ColorMap
  /// The values at the two ends of the map. If both are equal, for example because all values are
  /// zero, that value gets the first colour of the map, or the middle colour of a diverging map.
  public let range: ClosedRange<Double>

  /// A diverging scale from `−limit` to `limit`, with zero in the middle.
  ///
  /// - Throws: ``GraphicsError/badRange(lower:upper:)`` if the limit is negative or not finite.
  public static func symmetric(limit: Double) throws -> ColorScale {
    guard limit.isFinite, limit >= 0 else {
      throw GraphicsError.badRange(lower: -limit, upper: limit)
    }
    return ColorScale(map: .diverging, range: -limit...limit)
  }

  /// The smallest diverging scale that contains all `values`, with zero in the middle.
  ///
  /// - Throws: ``GraphicsError/nonFiniteValue(index:)``.
  public static func symmetric(around values: some Collection<Double>) throws -> ColorScale {
    try requireFinite(values)
    return try symmetric(limit: values.reduce(0) { max($0, abs($1)) })
  }

  /// A sequential scale over `range`.
  ///
  /// - Parameters:
  ///   - range: the values at the two ends of the map.
  ///   - map: any colour map other than the diverging one.
  /// - Throws: ``GraphicsError/badRange(lower:upper:)`` if the range is not finite.
  public static func sequential(
    _ range: ClosedRange<Double>, map: ColorMap = .sequential
  ) throws -> ColorScale {
    precondition(map != .diverging, "a diverging map wants a symmetric scale")
    guard range.lowerBound.isFinite, range.upperBound.isFinite else {
      throw GraphicsError.badRange(lower: range.lowerBound, upper: range.upperBound)
    }
    return ColorScale(map: map, range: range)
  }

  /// The smallest sequential scale that contains all `values`.
  ///
  /// - Throws: ``GraphicsError/nonFiniteValue(index:)``; ``GraphicsError/badRange(lower:upper:)``
  ///   if there are no values.
  public static func sequential(
    over values: some Collection<Double>, map: ColorMap = .sequential
  ) throws -> ColorScale {
    try requireFinite(values)
    guard let lower = values.min(), let upper = values.max() else {
      throw GraphicsError.badRange(lower: .nan, upper: .nan)
    }
    return try sequential(lower...upper, map: map)
  }

  private init(map: ColorMap, range: ClosedRange<Double>) {
    self.map = map
    self.range = range
  }

  /// The largest magnitude on a symmetric scale; the upper end of any other scale.
  public var limit: Double { range.upperBound }

  /// The colour of a value. Values outside ``range`` are rejected, not clamped.
  ///
  /// - Throws: ``GraphicsError/nonFiniteValue(index:)``,
  ///   ``GraphicsError/valueBeyondScale(_:limit:)``.
  public func color(of value: Double) throws -> Color {
    guard value.isFinite else { throw GraphicsError.nonFiniteValue(index: 0) }
    guard range.contains(value) else {
      throw GraphicsError.valueBeyondScale(
        value, limit: value < range.lowerBound ? range.lowerBound : range.upperBound)
    }
    return map.color(at: position(of: value))
  }

  /// The colours of many values.
  ///
  /// - Throws: as ``color(of:)``, with the index of the first value that is not finite.
  public func colors(of values: some Collection<Double>) throws -> [Color] {
    try requireFinite(values)
    return try values.map(color)
  }

  private func position(of value: Double) -> Double {
    guard range.lowerBound < range.upperBound else { return 0 }
    if map == .diverging { return value / range.upperBound }
    return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}

/// Checks that all values are finite.
///
/// - Throws: ``GraphicsError/nonFiniteValue(index:)`` for the first NaN or infinity.
package func requireFinite(_ values: some Collection<Double>) throws {
  for (index, value) in values.enumerated() where !value.isFinite {
    throw GraphicsError.nonFiniteValue(index: index)
  }
}
