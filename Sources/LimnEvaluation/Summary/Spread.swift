import LimnCore

/// The spread of a metric over a batch.
public struct Spread: Sendable, Hashable, Codable {
  /// The number of values.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// Of the mean: `√(variance/count)`; `nil` for a single value.
  public let standardError: Double?
  /// The value below which a quarter lies.
  public let lowerQuartile: Double
  /// The value below which half lies.
  public let median: Double
  /// The value below which three quarters lie.
  public let upperQuartile: Double

  /// `nil` for no values.
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

  /// The spread of those values that are defined.
  public init?(_ values: [MetricValue]) {
    self.init(values.compactMap(\.number))
  }
}
