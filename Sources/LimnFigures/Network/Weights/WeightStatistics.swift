import LimnCore
import LimnNetwork

/// What a histogram of weights does not say by itself.
public struct WeightStatistics: Sendable, Hashable {
  /// The mean.
  public let mean: Double
  /// The unbiased standard deviation; `nil` of a single value.
  public let standardDeviation: Double?
  /// The largest magnitude.
  public let largest: Double
  /// The share of values of a magnitude below ``nearZero`` of the largest; all of it where every
  /// value is zero.
  public let shareNearZero: Double

  /// What part of the largest magnitude counts as near zero.
  public static let nearZero = 0.01

  /// Statistics of the weights of a layer.
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
