/// Which value gets which colour: a colour map stretched over a range of values.
public struct ColorScale: Sendable, Hashable {
  /// The colours.
  public let map: ColorMap
  /// The values at the two ends of the map. A range of one value only, as for values that are all
  /// zero, gives that value the map's first colour, or the middle one of a diverging map.
  public let range: ClosedRange<Double>

  /// A diverging scale from `−limit` to `limit`, zero in the middle.
  ///
  /// - Throws: ``GraphicsError/badRange(lower:upper:)`` for a limit that is negative or not finite.
  public static func symmetric(limit: Double) throws -> ColorScale {
    guard limit.isFinite, limit >= 0 else {
      throw GraphicsError.badRange(lower: -limit, upper: limit)
    }
    return ColorScale(map: .diverging, range: -limit...limit)
  }

  /// The diverging scale that just holds all `values`, zero in the middle.
  ///
  /// - Throws: ``GraphicsError/nonFiniteValue(index:)``.
  public static func symmetric(around values: some Collection<Double>) throws -> ColorScale {
    try requireFinite(values)
    return try symmetric(limit: values.reduce(0) { max($0, abs($1)) })
  }

  /// A sequential scale over `range`.
  ///
  /// - Throws: ``GraphicsError/badRange(lower:upper:)`` for a range that is not finite.
  public static func sequential(
    _ range: ClosedRange<Double>, map: ColorMap = .sequential
  ) throws -> ColorScale {
    precondition(map != .diverging, "a diverging map wants a symmetric scale")
    guard range.lowerBound.isFinite, range.upperBound.isFinite else {
      throw GraphicsError.badRange(lower: range.lowerBound, upper: range.upperBound)
    }
    return ColorScale(map: map, range: range)
  }

  /// The sequential scale that just holds all `values`.
  ///
  /// - Throws: ``GraphicsError/nonFiniteValue(index:)``, or ``GraphicsError/badRange(lower:upper:)``
  ///   where there are none.
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

  /// The largest magnitude on a symmetric scale; the upper end of any other.
  public var limit: Double { range.upperBound }

  /// The colour of a value. A value off the scale has none: it is refused, not clamped.
  ///
  /// - Throws: ``GraphicsError/nonFiniteValue(index:)``, ``GraphicsError/valueBeyondScale(_:limit:)``.
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
  /// - Throws: as ``color(of:)``, with the index of a value that is not finite.
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

/// - Throws: ``GraphicsError/nonFiniteValue(index:)`` for the first NaN or infinity.
package func requireFinite(_ values: some Collection<Double>) throws {
  for (index, value) in values.enumerated() where !value.isFinite {
    throw GraphicsError.nonFiniteValue(index: index)
  }
}
