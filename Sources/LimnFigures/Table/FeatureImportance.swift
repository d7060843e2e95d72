#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// How large a feature's values are on average, taken in row by row: its size does not go with the
/// number of rows.
public struct FeatureImportance: Sendable {
  /// The rows taken in.
  public private(set) var count = 0
  private var sums: [Double]
  private var squares: [Double]
  private var sumsByTarget: [Int: [Double]] = [:]

  /// Importance of so many features, of no row yet.
  public init(features: Int) {
    sums = [Double](repeating: 0, count: features)
    squares = sums
  }

  /// How many features there are.
  public var featureCount: Int { sums.count }

  /// Counts one row.
  ///
  /// - Parameter values: one for each feature.
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

  /// The mean size of each feature's values.
  public var means: [Double] { sums.map { $0 / Double(max(1, count)) } }

  /// The standard error of each mean over rows; 0 of a single row.
  public var standardErrors: [Double] {
    guard count > 1 else { return sums.map { _ in 0 } }
    let n = Double(count)
    return zip(sums, squares).map { sum, square in
      // Rounding may leave a variance a little below 0.
      (max(0, square - sum * sum / n) / (n - 1) / n).squareRoot()
    }
  }

  /// The targets that rows were explained for.
  public var targets: [Int] { sumsByTarget.keys.sorted() }

  /// What the rows of one target add to each mean: over all targets it adds up to ``means``.
  public func share(of target: Int) -> [Double] {
    (sumsByTarget[target] ?? sums.map { _ in 0 }).map { $0 / Double(max(1, count)) }
  }

  /// The features from the largest mean to the smallest; equal ones in their own order.
  public var order: [Int] { sums.indices.sorted { (sums[$0], $1) > (sums[$1], $0) } }
}

extension AttributedRows {
  /// The mean size of each feature's values over all rows.
  public var importance: FeatureImportance {
    var importance = FeatureImportance(features: featureNames.count)
    for (place, row) in rows.enumerated() {
      importance.add(values[row: place], target: row.target)
    }
    return importance
  }
}
