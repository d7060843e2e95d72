#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The ticks of an axis, with their labels.
public struct Ticks: Sendable, Hashable {
  /// The values at the ticks, in the axis's unit.
  public let values: [Double]
  /// A label for each tick.
  public let labels: [String]

  /// Creates ticks with labels; there must be one label for each value.
  public init(values: [Double], labels: [String]) {
    precondition(values.count == labels.count, "a label for each tick")
    self.values = values
    self.labels = labels
  }

  /// At most `count` ticks at multiples of 1, 2 or 5 times a power of ten within `range`, and at
  /// least two if possible. All labels have the same number of decimals, as few as needed.
  public static func linear(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    evenly(over: range, atMost: count, finestExponent: nil)
  }

  /// Like ``linear(_:atMost:)``, but at integers only; empty if the range contains no integer.
  public static func whole(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    evenly(over: range, atMost: count, finestExponent: 0)
  }

  /// Ticks labelled with words, the first at 0, the second at 1, and so on.
  static func words(
    _ words: [String], within range: ClosedRange<Double>, atMost count: Int
  ) -> Ticks {
    let all = whole(range, atMost: count).values.filter { words.indices.contains(Int($0)) }
    return Ticks(values: all, labels: all.map { words[Int($0)] })
  }

  private static func evenly(
    over range: ClosedRange<Double>, atMost count: Int, finestExponent: Int?
  ) -> Ticks {
    precondition(count > 0, "an axis has ticks")
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else {
      let value = range.lowerBound
      return Ticks(values: [value], labels: [NumberText.significant(value, digits: 3)])
    }
    // The initial step, about a tenth of the spacing, is too fine; steps grow until the ticks fit.
    let spacing = max(width / Double(count), .leastNonzeroMagnitude)
    var exponent = Int(log10(spacing).rounded(.down)) - 1
    if let finestExponent { exponent = max(exponent, finestExponent) }
    while true {
      for factor in [1.0, 2, 5] {
        let step = Step(factor: factor, exponent: exponent)
        if let multiples = step.multiples(within: range), multiples.count <= count {
          let values = multiples.map(step.value)
          return Ticks(values: values, labels: labels(values, exponent: exponent))
        }
      }
      exponent += 1
    }
  }

  /// At most `count` ticks at powers of ten within `range`; if there is room, also at 2 and 5 times
  /// each power, otherwise at every second or third power.
  public static func logarithmic(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    precondition(count > 0, "an axis has ticks")
    // Rounding in log10 must not lose a power of ten at the end of the range.
    let first = Int((log10(range.lowerBound) - 1e-9).rounded(.up))
    let last = Int((log10(range.upperBound) + 1e-9).rounded(.down))
    let finer = (first - 1...max(first, last + 1)).flatMap { exponent in
      [1.0, 2, 5].map { Step(factor: $0, exponent: exponent) }
    }.filter { range.contains($0.value(1)) }
    if finer.count <= count, finer.count > 1 {
      return Ticks(values: finer.map { $0.value(1) }, labels: finer.map(\.label))
    }
    guard last > first else { return linear(range, atMost: count) }
    let stride = (last - first) / count + 1
    let powers = (first...last).filter { $0.isMultiple(of: stride) }
      .map { Step(factor: 1, exponent: $0) }
    return Ticks(values: powers.map { $0.value(1) }, labels: powers.map(\.label))
  }

  /// The largest number of ticks, at most `largest`, whose labels are at least `apart` from each
  /// other.
  ///
  /// - Parameters:
  ///   - largest: the maximum number of ticks.
  ///   - apart: the minimum distance between labels.
  ///   - make: returns ticks for a maximum number of them.
  ///   - position: the position of the middle of a value's label.
  ///   - extent: the length of a label along the axis.
  static func most(
    _ largest: Int, apart: Double, make: (Int) -> Ticks, position: (Double) -> Double,
    extent: (String) -> Double
  ) -> Ticks {
    for count in stride(from: largest, to: 1, by: -1) {
      let ticks = make(count)
      let spans = zip(ticks.values, ticks.labels).map { value, label in
        (start: position(value) - extent(label) / 2, end: position(value) + extent(label) / 2)
      }
      if zip(spans, spans.dropFirst()).allSatisfy({ $0.end + apart <= $1.start }) { return ticks }
    }
    return make(1)
  }

  private static func labels(_ values: [Double], exponent: Int) -> [String] {
    let largest = values.reduce(0) { max($0, abs($1)) }
    if largest >= 1e5 || largest < 1e-3 {
      let digits = largest > 0 ? Int(log10(largest).rounded(.down)) - exponent + 1 : 1
      return values.map { NumberText.scientific($0, digits: min(15, max(1, digits))) }
    }
    return values.map { NumberText.fixed($0, decimals: min(15, max(0, -exponent))) }
  }
}

/// The distance between ticks: 1, 2 or 5 times a power of ten.
private struct Step {
  let factor: Double
  let exponent: Int

  /// The step times an integer. Dividing by a positive power of ten gives 0.3 where multiplying by
  /// 0.1 would give 0.30000000000000004.
  func value(_ multiple: Int) -> Double {
    guard exponent < 0 else { return factor * Double(multiple) * pow(10, Double(exponent)) }
    let value = factor * Double(multiple) / pow(10, Double(min(-exponent, Self.largestExponent)))
    // The smallest numbers need a divisor that is itself too large for a `Double`.
    let rest = -exponent - Self.largestExponent
    return rest > 0 ? value / pow(10, Double(rest)) : value
  }

  /// The largest exponent of a power of ten that is a finite `Double`.
  private static let largestExponent = 308

  /// The label: "0.05", "200", "10⁻⁶", "5 × 10⁻⁶".
  var label: String {
    if (-2...3).contains(exponent) {
      return NumberText.fixed(value(1), decimals: max(0, -exponent))
    }
    let power = NumberText.powerOfTen(exponent)
    return factor == 1 ? power : "\(Int(factor)) × \(power)"
  }

  /// The integers whose multiples lie in `range`, including its ends despite rounding; `nil` if
  /// they are too large for an `Int`.
  func multiples(within range: ClosedRange<Double>) -> Range<Int>? {
    let slack = 1e-9
    let first = (range.lowerBound / value(1) - slack).rounded(.up)
    let last = (range.upperBound / value(1) + slack).rounded(.down)
    guard abs(first) < 0x1p62, abs(last) < 0x1p62 else { return nil }
    return Int(first)..<max(Int(first), Int(last) + 1)
  }
}
