#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// One axis of a plot: its label with the unit, its range, and its scale.
public struct Axis: Sendable, Hashable {
  /// How values are mapped to positions.
  public enum Scale: Sendable, Hashable {
    /// Linear: equal distances are equal differences.
    case linear
    /// Logarithmic: equal distances are equal ratios. Values must be positive.
    case logarithmic
    /// Linear with ticks at integers only, for epochs and indices.
    case whole
    /// Linear with ticks at 0, 1, 2, … that are labelled with the given words, for categories.
    case words([String])
  }

  /// The label, including the unit: "loss (nats)".
  public let label: String
  /// The range of values that the axis covers.
  public let range: ClosedRange<Double>
  /// How values are mapped to positions.
  public let scale: Scale

  /// Creates an axis over a range.
  ///
  /// - Parameters:
  ///   - label: the label, including the unit.
  ///   - range: the range of values to cover.
  ///   - scale: how values are mapped to positions.
  /// - Throws: ``GraphicsError/badRange(lower:upper:)`` if the range is empty or not finite, or if
  ///   it is not positive on a logarithmic axis.
  public init(_ label: String, range: ClosedRange<Double>, scale: Scale = .linear) throws {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    guard lower < upper, (upper - lower).isFinite, scale != .logarithmic || lower > 0 else {
      throw GraphicsError.badRange(lower: lower, upper: upper)
    }
    self.label = label
    self.range = range
    self.scale = scale
  }

  /// Creates an axis that covers all `values`, with a margin of 4% at both ends. If all values are
  /// equal, the range extends to both sides of them.
  ///
  /// - Parameters:
  ///   - label: the label, including the unit.
  ///   - values: the values to cover.
  ///   - including: further values to cover, such as zero. An end of the range that is one of them
  ///     gets no margin on a linear axis.
  ///   - scale: how values are mapped to positions.
  /// - Throws: ``GraphicsError/nonFiniteValue(index:)``; ``GraphicsError/badRange(lower:upper:)``
  ///   if there are no values, or if one is not positive on a logarithmic axis.
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
      // No margin where it would underflow to zero or overflow.
      let start = lower / room > 0 ? lower / room : lower
      let end = (upper * room).isFinite ? upper * room : upper
      try self.init(label, range: start...end, scale: scale)
    case .linear, .whole, .words:
      guard lower < upper else {
        let room = max(abs(lower) / 2, 0.5)
        try self.init(label, range: lower - room...upper + room, scale: scale)
        return
      }
      // A value in `including`, such as zero, is the exact end.
      let room = 0.04 * (upper - lower)
      let start = including.contains(lower) ? lower : lower - room
      let end = including.contains(upper) ? upper : upper + room
      try self.init(label, range: start...end, scale: scale)
    }
  }

  /// The position of a value along the axis: 0 at the lower end, 1 at the upper end.
  public func fraction(of value: Double) -> Double {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    return scale == .logarithmic
      ? logarithmOfRatio(value, lower) / logarithmOfRatio(upper, lower)
      : (value - lower) / (upper - lower)
  }

  /// At most `count` ticks.
  public func ticks(atMost count: Int) -> Ticks {
    switch scale {
    case .linear: .linear(range, atMost: count)
    case .logarithmic: .logarithmic(range, atMost: count)
    case .whole: .whole(range, atMost: count)
    case .words(let words): .words(words, within: range, atMost: count)
    }
  }

  /// The largest number of ticks, at most twelve, whose labels stay one digit's width apart on a
  /// horizontal axis of `width` points.
  public func ticks(fitting width: Double, style: TextStyle) -> Ticks {
    Ticks.most(
      12, apart: style.size, make: ticks(atMost:), position: { fraction(of: $0) * width },
      extent: style.width)
  }
}

/// The natural logarithm of `numerator / denominator`, both positive, even if the quotient
/// overflows or underflows.
package func logarithmOfRatio(_ numerator: Double, _ denominator: Double) -> Double {
  let ratio = numerator / denominator
  return ratio > 0 && ratio.isFinite ? log(ratio) : log(numerator) - log(denominator)
}
