extension [Double] {
  /// The sum, accumulated in eight partial sums that are independent of each other. For many values
  /// this also rounds less than a single running sum.
  public func sum() -> Double {
    withUnsafeBufferPointer { values in
      var (sums, rest) = (SIMD8<Double>.zero, 0.0)
      let whole = values.count & ~7
      for start in stride(from: 0, to: whole, by: 8) {
        for lane in 0..<8 { sums[lane] += values[start &+ lane] }
      }
      for index in whole..<values.count { rest += values[index] }
      return sums.sum() + rest
    }
  }
}

extension Collection<Double> {
  /// The arithmetic mean; NaN for an empty collection.
  public func mean() -> Double {
    reduce(0, +) / Double(count)
  }

  /// The unbiased variance, `Σ(x − mean)²/(n − 1)`, computed in two passes; NaN for fewer than two
  /// values.
  public func sampleVariance() -> Double {
    guard count > 1 else { return .nan }
    let mean = mean()
    return reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
  }

  /// The quantile at `share`, in `0...1`, interpolated linearly between the two nearest sorted
  /// values: NumPy's default, type 7 of Hyndman and Fan 1996. The collection must not be empty.
  /// Cost: one sort.
  public func quantile(_ share: Double) -> Double {
    quantiles([share])[0]
  }

  /// The quantiles at several shares, each in `0...1`, as ``quantile(_:)`` computes them. Cost: one
  /// sort.
  public func quantiles(_ shares: [Double]) -> [Double] {
    precondition(shares.allSatisfy((0...1).contains), "quantiles of \(shares)")
    precondition(!isEmpty, "a quantile of nothing")
    // Sorting an array of concrete type is faster than sorting a generic collection.
    var sorted = Array(self)
    sorted.sort()
    return shares.map { share in
      let position = share * Double(sorted.count - 1)
      let below = Int(position)
      let above = Swift.min(below + 1, sorted.count - 1)
      return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
  }

  /// The rank of each value in ascending order, counted from 1; equal values share the mean of
  /// their ranks. Cost: one sort.
  public func ranks() -> [Double] {
    let values = Array(self)
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }
}

/// Correlation coefficients of two series of equal length, in `-1...1`; `nil` if a series is
/// constant.
public enum Correlation {
  /// Pearson's correlation coefficient, which measures how close the pairs are to a straight line.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "\(x.count) values beside \(y.count)")
    let (meanX, meanY) = (x.mean(), y.mean())
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (x, y) in zip(x, y) {
      xx += (x - meanX) * (x - meanX)
      yy += (y - meanY) * (y - meanY)
      xy += (x - meanX) * (y - meanY)
    }
    guard xx > 0, yy > 0 else { return nil }
    // Rounding may give values slightly outside -1...1.
    return Swift.min(1, Swift.max(-1, xy / (xx.squareRoot() * yy.squareRoot())))
  }

  /// Spearman's rank correlation: Pearson's correlation of the ranks.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    pearson(x.ranks(), y.ranks())
  }
}
