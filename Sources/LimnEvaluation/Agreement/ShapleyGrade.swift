import LimnAttribution
import LimnCore

/// Grades sampled Shapley values: the same estimator with the same budget and seed explains the input
/// by blocks of pixels, few enough for all coalitions to be enumerated, and is compared with what
/// that gives.
///
/// It says how far the estimator and its error bars can be trusted on this model and input, not
/// whether Shapley values are a good explanation. On blocks the game is smaller than on pixels: the
/// same budget goes further there.
public struct ShapleyGrade: Sendable {
  /// What to group the features into; 24 segments at most differ from the background.
  public var segmentation: Segmentation

  /// The most segments that can be enumerated.
  public static let mostSegments = 24

  /// Grades on segments of which at most ``mostSegments`` differ from the background.
  public init(segmentation: Segmentation = .blocks(2)) {
    self.segmentation = segmentation
  }

  /// The grade of one input.
  public struct Grade: Sendable, Hashable, Codable {
    /// `Σ(φ̂ − φ)² / Σφ²` over segments.
    public let normalizedSquaredError: MetricValue
    /// The same for φ permuted among the segments.
    public let controlError: MetricValue
    /// The number of segments with an error bar.
    public let intervals: Int
    /// How many of the 95% intervals `φ̂ ± 1.96 · standard error` hold φ.
    public let held: Int
  }

  /// The estimator that is graded: the user's, or where that takes a way without sampling the one it
  /// falls back on.
  public static func sampledEstimator(of shap: SHAP) -> ShapleyEstimator {
    switch shap.estimator {
    case .auto, .exact, .analytic: .gaussianProcess
    case .permutation, .sampling, .kernel, .gaussianProcess, .moments: shap.estimator
    }
  }

  /// One grade for each row.
  ///
  /// Cost: 2ⁿ evaluations for the n segments of an input that differ from the background, at most
  /// 65,536 for 2×2 blocks of an 8×8 image, and the estimator's own.
  /// - Throws: `AttributionError.tooManyPlayers`, ``EvaluationError``, and what the method throws.
  public func grades(of shap: SHAP, in batch: ExplainedBatch, work: Work) throws -> [Grade] {
    var estimate = shap
    estimate.segmentation = segmentation
    estimate.estimator = Self.sampledEstimator(of: shap)
    var truth = estimate
    truth.estimator = .exact
    truth.evaluations = nil
    truth.precision = nil
    let estimates = try estimate.attributions(
      of: batch.inputs, objectives: batch.objectives, work: work)
    let truths = try truth.attributions(
      of: batch.inputs, objectives: batch.objectives, work: work)
    try batch.validate(estimates)
    try batch.validate(truths)
    let segments = try segmentation.segments(of: batch.model.inputShape)
    return zip(estimates, truths).enumerated().map { row, pair in
      var stream = batch.stream(.control, seed: shap.seed, row: row)
      return grade(pair.0, against: pair.1, segments: segments, stream: &stream)
    }
  }

  private func grade(
    _ estimate: Attribution, against truth: Attribution, segments: Segments,
    stream: inout RandomStream
  ) -> Grade {
    let members = segments.members
    // A segment's value was shared equally among its features.
    func bySegment(_ values: [Double]) -> [Double] {
      members.map { values[$0[0]] * Double($0.count) }
    }
    let exact = bySegment(truth.values)
    let permuted = stream.permutation(of: exact.count).map { exact[$0] }
    let values = bySegment(estimate.values)
    let errors = estimate.standardErrors.map(bySegment)
    var (intervals, held) = (0, 0)
    for (segment, error) in (errors ?? []).enumerated() where error > 0 {
      intervals += 1
      if abs(values[segment] - exact[segment]) <= 1.96 * error { held += 1 }
    }
    let size = exact.reduce(0) { $0 + $1 * $1 }
    func relativeError(_ values: [Double]) -> MetricValue {
      guard size > 0 else { return .undefined(.zeroAttribution) }
      return .value(zip(values, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / size)
    }
    return Grade(
      normalizedSquaredError: relativeError(values), controlError: relativeError(permuted),
      intervals: intervals, held: held)
  }
}
