#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The mean magnitude of each feature's values, accumulated row by row: its memory does not grow
/// with the number of rows.
public struct FeatureImportance: Sendable {
  /// The number of rows counted.
  public private(set) var count = 0
  private var sums: [Double]
  private var squares: [Double]
  private var sumsByTarget: [Int: [Double]] = [:]

  /// The importance of `features` features over no rows yet.
  public init(features: Int) {
    sums = [Double](repeating: 0, count: features)
    squares = sums
  }

  /// The number of features.
  public var featureCount: Int { sums.count }

  /// Counts one row.
  ///
  /// - Parameters:
  ///   - values: the row's values, one for each feature.
  ///   - target: the output for which the row is explained.
  public mutating func add(_ values: some Collection<Float>, target: Int) {
    precondition(values.count == sums.count, "a value for each feature")
    count += 1
    var ofTarget = sumsByTarget[target] ?? [Double](repeating: 0, count: sums.count)
    for (feature, value) in values.enumerated() {
      let size = abs(Double(value))
      sums[feature] += size
      squares[feature] += size * size
      ofTarget[feature] += size
    }
    sumsByTarget[target] = ofTarget
  }

  /// The mean magnitude of each feature's values; 0 without rows.
  public var means: [Double] { sums.map { $0 / Double(max(1, count)) } }

  /// The standard error of each mean over rows; 0 for a single row.
  public var standardErrors: [Double] {
    guard count > 1 else { return sums.map { _ in 0 } }
    let n = Double(count)
    return zip(sums, squares).map { sum, square in
      // Rounding may make a variance slightly negative.
      (max(0, square - sum * sum / n) / (n - 1) / n).squareRoot()
    }
  }

  /// The outputs for which rows were explained, ascending.
  public var targets: [Int] { sumsByTarget.keys.sorted() }

  /// The contribution of one target's rows to each mean; the sum over all targets is ``means``.
  public func share(of target: Int) -> [Double] {
    (sumsByTarget[target] ?? sums.map { _ in 0 }).map { $0 / Double(max(1, count)) }
  }

  /// The features from the largest mean to the smallest; equal ones in index order.
  public var order: [Int] { sums.indices.sorted { (sums[$0], $1) > (sums[$1], $0) } }
}

extension AttributedRows {
  /// The mean magnitude of each feature's values over all rows.
  public var importance: FeatureImportance {
    var importance = FeatureImportance(features: featureNames.count)
    for (place, row) in rows.enumerated() {
      importance.add(values[row: place], target: row.target)
    }
    return importance
  }
}
