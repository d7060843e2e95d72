import LimnCore
import LimnNetwork

/// Statistics of a layer's weights, shown next to their histogram.
public struct WeightStatistics: Sendable, Hashable {
  /// The mean.
  public let mean: Double
  /// The unbiased standard deviation; `nil` for a single value.
  public let standardDeviation: Double?
  /// The largest magnitude.
  public let largest: Double
  /// The share, from 0 to 1, of values whose magnitude is below ``nearZero`` times the largest; 1
  /// if every value is zero.
  public let shareNearZero: Double

  /// The fraction of the largest magnitude below which a value counts as near zero.
  public static let nearZero = 0.01

  /// Computes the statistics of a layer's weights.
  ///
  /// - Parameter values: finite; at least one.
  public init(of values: [Double]) {
    precondition(!values.isEmpty, "statistics of nothing")
    let largest = values.reduce(0) { max($0, abs($1)) }
    mean = values.mean()
    standardDeviation = values.count > 1 ? values.sampleVariance().squareRoot() : nil
    self.largest = largest
    shareNearZero =
      Double(values.count { abs($0) < Self.nearZero * largest || largest == 0 })
      / Double(values.count)
  }
}
