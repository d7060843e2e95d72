#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The marks of an axis: where they stand and what they say.
public struct Ticks: Sendable, Hashable {
  /// Where the ticks stand, in the axis's unit.
  public let values: [Double]
  /// A label for each tick.
  public let labels: [String]

  /// Ticks with their labels, as many as values.
  public init(values: [Double], labels: [String]) {
    precondition(values.count == labels.count, "a label for each tick")
    self.values = values
    self.labels = labels
  }

  /// Multiples of 1, 2 or 5 times a power of ten within `range`, at most `count` of them but where
  /// possible two or more. Labels have as many digits as they need, all the same.
  public static func linear(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    evenly(over: range, atMost: count, finestExponent: nil)
  }

  /// As on a linear axis, but whole numbers only; none where the range holds no whole number.
  public static func whole(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    evenly(over: range, atMost: count, finestExponent: 0)
  }

  /// Words at the whole numbers that are their places.
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
    // A tenth of the width per tick is too fine; steps grow until they fit.
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

  /// Powers of ten within `range`, at most `count` of them; with their doubles and fivefolds where
  /// there is room, every second or third power where there is not.
  public static func logarithmic(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    precondition(count > 0, "an axis has ticks")
    // Rounding in log10 must not lose a power of ten at the very end.
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

  /// The most ticks, `largest` at most, whose labels keep `apart` from each other.
  ///
  /// - Parameters:
  ///   - make: the ticks for a largest number of them.
  ///   - position: where a value's label has its middle.
  ///   - extent: how long a label is in the direction of the axis.
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

  /// The step times a whole number. Dividing by a whole power of ten gives 0.3 where multiplying by
  /// 0.1 gives 0.30000000000000004.
  func value(_ multiple: Int) -> Double {
    guard exponent < 0 else { return factor * Double(multiple) * pow(10, Double(exponent)) }
    let value = factor * Double(multiple) / pow(10, Double(min(-exponent, Self.largestExponent)))
    // The smallest numbers take a power of ten that is none itself.
    let rest = -exponent - Self.largestExponent
    return rest > 0 ? value / pow(10, Double(rest)) : value
  }

  /// Of a power of ten that is a `Double`.
  private static let largestExponent = 308

  /// "0.05", "200", "10⁻⁶", "5 × 10⁻⁶".
  var label: String {
    if (-2...3).contains(exponent) {
      return NumberText.fixed(value(1), decimals: max(0, -exponent))
    }
    let power = NumberText.powerOfTen(exponent)
    return factor == 1 ? power : "\(Int(factor)) × \(power)"
  }

  /// The whole numbers whose multiples lie in `range`, its ends included in spite of rounding; `nil`
  /// where they are too large to count.
  func multiples(within range: ClosedRange<Double>) -> Range<Int>? {
    let slack = 1e-9
    let first = (range.lowerBound / value(1) - slack).rounded(.up)
    let last = (range.upperBound / value(1) + slack).rounded(.down)
    guard abs(first) < 0x1p62, abs(last) < 0x1p62 else { return nil }
    return Int(first)..<max(Int(first), Int(last) + 1)
  }
}
