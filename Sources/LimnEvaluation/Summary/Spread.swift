import LimnCore

/// The distribution of a metric's values over a batch.
public struct Spread: Sendable, Hashable, Codable {
  /// The number of values.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// The standard error of the mean, `√(variance/count)` with the sample variance; `nil` for a
  /// single value.
  public let standardError: Double?
  /// The lower quartile.
  public let lowerQuartile: Double
  /// The median.
  public let median: Double
  /// The upper quartile.
  public let upperQuartile: Double

  /// Summarises values; `nil` if there are none.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    mean = values.mean()
    standardError =
      values.count > 1 ? (values.sampleVariance() / Double(values.count)).squareRoot() : nil
    lowerQuartile = values.quantile(0.25)
    median = values.quantile(0.5)
    upperQuartile = values.quantile(0.75)
  }

  /// Summarises the values that are defined; `nil` if there are none.
  public init?(_ values: [MetricValue]) {
    self.init(values.compactMap(\.number))
  }
}
