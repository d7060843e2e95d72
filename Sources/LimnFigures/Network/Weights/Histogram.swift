#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Values counted in bins of equal width.
public struct Histogram: Sendable, Hashable {
  /// The outer ends of the first and the last bin.
  public let range: ClosedRange<Double>
  /// The number of values in each bin.
  public let counts: [Int]

  /// Counts `values` in a range that is symmetric around zero, with an odd number of bins, so that
  /// zero is in the middle of one. A value on the border of two bins belongs to the upper.
  ///
  /// The number of bins is `2·n^⅓` (the Rice rule), made odd, at most 61.
  ///
  /// - Parameter values: finite; at least one.
  public init(symmetric values: [Double]) {
    precondition(!values.isEmpty, "a histogram of nothing")
    let largest = values.reduce(0) { max($0, abs($1)) }
    let limit = largest > 0 ? largest : 1
    let bins = min(61, Int((2 * cbrt(Double(values.count))).rounded(.up)) | 1)
    range = -limit...limit
    var counts = [Int](repeating: 0, count: bins)
    for value in values {
      let place = Int((value + limit) / (2 * limit) * Double(bins))
      // The upper end belongs to the last bin.
      counts[min(place, bins - 1)] += 1
    }
    self.counts = counts
  }

  /// The ends of one bin.
  public func bounds(of bin: Int) -> ClosedRange<Double> {
    let width = (range.upperBound - range.lowerBound) / Double(counts.count)
    let lower = range.lowerBound + Double(bin) * width
    return lower...lower + width
  }
}
