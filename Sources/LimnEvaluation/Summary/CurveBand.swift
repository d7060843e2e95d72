/// The perturbation curves of a batch, summarised by the quartiles of the share of the score
/// difference at each share of the features.
public struct CurveBand: Sendable, Hashable, Codable {
  /// Shares of the features, from 0 to 1 in equal steps.
  public let features: [Double]
  /// The lower quartile at each step.
  public let lowerQuartile: [Double]
  /// The median at each step.
  public let median: [Double]
  /// The upper quartile at each step.
  public let upperQuartile: [Double]

  /// Summarises the curves of a batch; `nil` if no row has a curve.
  ///
  /// - Parameters:
  ///   - curves: one for each row, or the reason why it has none.
  ///   - steps: the number of equal steps between the shares 0 and 1, at least 1.
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for fewer steps than 1.
  public init?(
    _ curves: [Result<PerturbationCurve.Points, UndefinedCurve>], steps: Int = 50
  ) throws {
    try EvaluationError.require("steps", steps, atLeast: 1)
    let curves = curves.compactMap { curve in
      if case .success(let points) = curve { points } else { nil }
    }
    guard !curves.isEmpty else { return nil }
    let features = (0...steps).map { Double($0) / Double(steps) }
    let columns = try features.map { share in try curves.map { try $0.score(at: share) } }
    self.features = features
    lowerQuartile = columns.map { $0.quantile(0.25) }
    median = columns.map { $0.quantile(0.5) }
    upperQuartile = columns.map { $0.quantile(0.75) }
  }
}
