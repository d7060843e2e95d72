import LimnAttribution
import LimnCore

/// Grades sampled Shapley values: the same estimator, with the same budget and seed, explains the
/// input in segments that are few enough to enumerate all coalitions, and its estimates are
/// compared with the exact values.
///
/// The grade shows how far the estimator and its error bars can be trusted on this model and input,
/// not whether Shapley values are a good explanation. The game on segments is smaller than the game
/// on pixels, so the same budget gives more accurate values there.
public struct ShapleyGrade: Sendable {
  /// How features are grouped; at most ``mostSegments`` segments may differ from the background.
  public var segmentation: Segmentation

  /// The maximum number of segments whose coalitions are enumerated.
  public static let mostSegments = 24

  /// Creates a grade on segments, of which at most ``mostSegments`` may differ from the background.
  public init(segmentation: Segmentation = .blocks(2)) {
    self.segmentation = segmentation
  }

  /// The grade of one input.
  public struct Grade: Sendable, Hashable, Codable {
    /// `Σ(φ̂ − φ)² / Σφ²` over the segments, with φ̂ the estimates and φ the exact values.
    public let normalizedSquaredError: MetricValue
    /// The same error for a random permutation of φ in place of φ̂.
    public let controlError: MetricValue
    /// The number of segments with a standard error above 0.
    public let intervals: Int
    /// The number of 95% intervals `φ̂ ± 1.96 · standard error` that contain φ.
    public let held: Int
  }

  /// The estimator that is graded: the one `shap` uses or, if that does not sample, the Gaussian
  /// process it falls back on.
  public static func sampledEstimator(of shap: SHAP) -> ShapleyEstimator {
    switch shap.estimator {
    case .auto, .exact, .analytic: .gaussianProcess
    case .permutation, .sampling, .kernel, .gaussianProcess, .moments: shap.estimator
    }
  }

  /// The grade of each row of the batch.
  ///
  /// Cost: 2ⁿ model evaluations for the n segments of an input that differ from the background (at
  /// most 65,536 for 2×2 blocks of an 8×8 image), plus the estimator's budget.
  ///
  /// - Throws: `AttributionError.tooManyPlayers`, ``EvaluationError``, and any error of the method.
  public func grades(
    of shap: SHAP, in batch: ExplainedBatch, work: Work = Work()
  ) throws -> [Grade] {
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
    // SHAP divides a segment's value equally among its features.
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
