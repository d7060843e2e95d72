#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// One direction of a plot: what is measured, in which unit, from where to where.
public struct Axis: Sendable, Hashable {
  /// How values are laid out.
  public enum Scale: Sendable, Hashable {
    /// Equal steps are equal differences.
    case linear
    /// Equal steps are equal ratios; values are positive.
    case logarithmic
    /// Linear, marked at whole numbers only: epochs, indices.
    case whole
    /// Linear, marked at 0, 1, 2, … with these words: categories.
    case words([String])
  }

  /// With the unit: "loss (nats)".
  public let label: String
  /// What the axis covers, in its own unit.
  public let range: ClosedRange<Double>
  /// How values become places.
  public let scale: Scale

  /// An axis over a range.
  ///
  /// - Throws: ``GraphicsError/badRange(lower:upper:)`` for a range that is empty, not finite, or
  ///   not positive on a logarithmic axis.
  public init(_ label: String, range: ClosedRange<Double>, scale: Scale = .linear) throws {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    guard lower < upper, (upper - lower).isFinite, scale != .logarithmic || lower > 0 else {
      throw GraphicsError.badRange(lower: lower, upper: upper)
    }
    self.label = label
    self.range = range
    self.scale = scale
  }

  /// The axis that holds all `values` with a little room at both ends. Where all values are equal
  /// it reaches to both sides of them.
  ///
  /// - Parameter including: values that must be within reach too, such as zero.
  /// - Throws: ``GraphicsError/nonFiniteValue(index:)``, or ``GraphicsError/badRange(lower:upper:)``
  ///   where there are no values, or one that is not positive on a logarithmic axis.
  public init(
    _ label: String, holding values: some Collection<Double>, including: [Double] = [],
    scale: Scale = .linear
  ) throws {
    try requireFinite(values)
    guard let low = values.min(), let high = values.max() else {
      throw GraphicsError.badRange(lower: .nan, upper: .nan)
    }
    let lower = including.reduce(low, min)
    let upper = including.reduce(high, max)
    switch scale {
    case .logarithmic:
      guard lower > 0 else { throw GraphicsError.badRange(lower: lower, upper: upper) }
      let ratio = upper / lower
      let span = ratio.isFinite ? pow(ratio, 0.04) : exp(0.04 * logarithmOfRatio(upper, lower))
      let room = lower < upper ? span : 2
      // Below the smallest number, and above the largest, there is no room.
      let start = lower / room > 0 ? lower / room : lower
      let end = (upper * room).isFinite ? upper * room : upper
      try self.init(label, range: start...end, scale: scale)
    case .linear, .whole, .words:
      guard lower < upper else {
        let room = max(abs(lower) / 2, 0.5)
        try self.init(label, range: lower - room...upper + room, scale: scale)
        return
      }
      // An end that was asked for, such as zero, is the end itself.
      let room = 0.04 * (upper - lower)
      let start = including.contains(lower) ? lower : lower - room
      let end = including.contains(upper) ? upper : upper + room
      try self.init(label, range: start...end, scale: scale)
    }
  }

  /// Where a value lies along the axis: 0 at the lower end, 1 at the upper.
  public func fraction(of value: Double) -> Double {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    return scale == .logarithmic
      ? logarithmOfRatio(value, lower) / logarithmOfRatio(upper, lower)
      : (value - lower) / (upper - lower)
  }

  /// At most `count` marks.
  public func ticks(atMost count: Int) -> Ticks {
    switch scale {
    case .linear: .linear(range, atMost: count)
    case .logarithmic: .logarithmic(range, atMost: count)
    case .whole: .whole(range, atMost: count)
    case .words(let words): .words(words, within: range, atMost: count)
    }
  }

  /// The most marks, twelve at most, whose labels keep a digit's width apart along a horizontal axis
  /// of `width` points.
  public func ticks(fitting width: Double, style: TextStyle) -> Ticks {
    Ticks.most(
      12, apart: style.size, make: ticks(atMost:), position: { fraction(of: $0) * width },
      extent: style.width)
  }
}

/// The natural logarithm of `numerator / denominator`, both above 0, also where the quotient is beyond
/// the numbers there are.
package func logarithmOfRatio(_ numerator: Double, _ denominator: Double) -> Double {
  let ratio = numerator / denominator
  return ratio > 0 && ratio.isFinite ? log(ratio) : log(numerator) - log(denominator)
}
