/// Resamples one axis of a picture to another length: for each new pixel, the old pixels that
/// contribute and their weights.
///
/// A shorter axis averages over the interval that each new pixel covers, with partial weights at
/// its ends. A longer axis interpolates linearly between the centres of old pixels and is constant
/// beyond the outermost ones. With the same length, nothing changes.
struct Resampling: Sendable {
  /// For each new pixel, the first old pixel, and the weights of it and of those that follow.
  private let terms: [(first: Int, weights: [Double])]

  /// - Parameters:
  ///   - range: the part of the old axis to resample.
  ///   - count: the new length.
  init(_ range: Range<Int>, to count: Int) {
    let length = range.count
    let step = Double(length) / Double(count)
    terms = (0..<count).map { place in
      if length == count { return (range.lowerBound + place, [1]) }
      if length > count {
        let (start, end) = (Double(place) * step, Double(place + 1) * step)
        let first = Int(start)
        let last = min(length - 1, Int(end.rounded(.up)) - 1)
        return (
          range.lowerBound + first,
          (first...max(first, last)).map {
            (min(end, Double($0 + 1)) - max(start, Double($0))) / step
          }
        )
      }
      let center = (Double(place) + 0.5) * step - 0.5
      let first = min(max(Int(center.rounded(.down)), 0), length - 1)
      guard center > 0, first + 1 < length else { return (range.lowerBound + first, [1]) }
      let share = center - Double(first)
      return (range.lowerBound + first, [1 - share, share])
    }
  }

  private init(terms: [(first: Int, weights: [Double])]) { self.terms = terms }

  /// The same resampling without the old pixels outside `range`, for planes that are 0 there.
  func clipped(to range: Range<Int>) -> Resampling {
    Resampling(
      terms: terms.map { first, weights in
        let kept = (first..<first + weights.count).clamped(to: range)
        return (kept.lowerBound, kept.map { weights[$0 - first] })
      })
  }

  /// Resamples a plane of rows with `width` values, horizontally by `across` and vertically by
  /// `down`.
  static func apply(
    to plane: [Double], width: Int, down: Resampling, across: Resampling
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(down.terms.count * across.terms.count)
    // Horizontally resampled rows, kept only while they are needed: never more than one new row
    // uses.
    var rows: [Int: [Double]] = [:]
    for term in down.terms {
      let needed = term.first..<term.first + term.weights.count
      rows = rows.filter { needed.contains($0.key) }
      var sums = [Double](repeating: 0, count: across.terms.count)
      for (row, weight) in zip(needed, term.weights) {
        let line =
          rows[row]
          ?? across.terms.map { term in
            var sum = 0.0
            for (offset, weight) in term.weights.enumerated() {
              sum += weight * plane[row * width + term.first + offset]
            }
            return sum
          }
        rows[row] = line
        for column in sums.indices { sums[column] += weight * line[column] }
      }
      result += sums
    }
    return result
  }
}
