/// The curves of a batch: at each share of the features the quartiles of the share of the score.
public struct CurveBand: Sendable, Hashable, Codable {
  /// Shares of the features, from 0 to 1 in equal steps.
  public let features: [Double]
  /// The lower quartile at each step.
  public let lowerQuartile: [Double]
  /// The median at each step.
  public let median: [Double]
  /// The upper quartile at each step.
  public let upperQuartile: [Double]

  /// `nil` where no row has a curve.
  ///
  /// - Parameter steps: from one end to the other.
  public init?(
    _ curves: [Result<PerturbationCurve.Points, UndefinedCurve>], steps: Int = 50
  ) {
    precondition(steps > 0, "a curve has steps")
    let curves = curves.compactMap { curve in
      if case .success(let points) = curve { points } else { nil }
    }
    guard !curves.isEmpty else { return nil }
    let features = (0...steps).map { Double($0) / Double(steps) }
    let columns = features.map { share in curves.map { $0.score(at: share) } }
    self.features = features
    lowerQuartile = columns.map { $0.quantile(0.25) }
    median = columns.map { $0.quantile(0.5) }
    upperQuartile = columns.map { $0.quantile(0.75) }
  }
}
