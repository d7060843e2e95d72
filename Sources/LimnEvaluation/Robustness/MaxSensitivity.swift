import LimnAttribution
import LimnCore

/// Max-sensitivity: how far an attribution moves when the input changes slightly,
/// `max_{‖y − x‖∞ ≤ r} ‖Φ(y) − Φ(x)‖₂ / ‖Φ(x)‖₂` over random y (Yeh et al. 2019, arXiv 1901.09392,
/// definition 2.2; relative, as in Captum). It is 0 for an attribution that does not move.
///
/// y is uniform in the cube of half-width r around x, and the objective stays that of x. A sampled
/// maximum is a lower bound of the true one. A low value is no merit in itself: an attribution that
/// ignores the input has sensitivity 0.
public struct MaxSensitivity: Sendable {
  /// The number of neighbours of an input, at least 1.
  public var samples: Int
  /// r as a share of the largest distance of a feature from the reference, `max_i |x_i − x′_i|`,
  /// with x′ the mean of several reference rows; above 0.
  public var radius: Double
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates the metric; the properties describe the settings.
  public init(samples: Int = 4, radius: Double = 0.05, seed: UInt64 = 0) {
    self.samples = samples
    self.radius = radius
    self.seed = seed
  }

  /// The name and properties of the metric.
  public var metric: Metric { .maxSensitivity }

  /// The sensitivities of a method and of a control, whose values are permuted anew for every
  /// explained input.
  public struct Values: Sendable, Equatable {
    /// The method's value for each input, 0 or above.
    public let method: [MetricValue]
    /// The random control's value for each input.
    public let control: [MetricValue]
  }

  /// Explains neighbours of each input and measures how far the values move.
  ///
  /// - Parameters:
  ///   - attributor: the method to test.
  ///   - attributions: its attributions of the batch.
  ///   - batch: the inputs and objectives they explain.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  ///
  /// Cost: `samples` explanations for each input.
  ///
  /// - Throws: ``EvaluationError``, and any error of the method.
  public func values(
    of attributor: any Attributor, attributions: [Attribution], in batch: ExplainedBatch,
    work: Work = Work()
  ) throws -> Values {
    let moved = try explained(by: attributor, attributions: attributions, in: batch, work: work)
      .attributions
    let control = RandomControl(.permuted, seed: seed)
    var (method, random) = ([MetricValue](), [MetricValue]())
    for (row, attribution) in attributions.enumerated() {
      let active = batch.activeFeatures(of: row)
      var stream = batch.stream(.sensitivityControl, seed: seed, row: row)
      func permuted(_ values: [Double]) -> [Double] {
        control.values(like: values, active: active, stream: &stream)
      }
      let neighbours = moved[row * samples..<(row + 1) * samples].map(\.values)
      method.append(value(attribution.values, neighbours))
      random.append(value(permuted(attribution.values), neighbours.map(permuted)))
    }
    return Values(method: method, control: random)
  }

  /// The neighbours of all rows, and the method's attributions of them.
  ///
  /// - Throws: ``EvaluationError``, and any error of the method.
  func explained(
    by attributor: any Attributor, attributions: [Attribution], in batch: ExplainedBatch,
    work: Work
  ) throws -> (inputs: Matrix, attributions: [Attribution]) {
    try EvaluationError.require("samples", samples, atLeast: 1)
    try EvaluationError.require(
      radius > 0 && radius.isFinite, "radius", radius, allowed: "above 0")
    try batch.validate(attributions)
    let neighbours = neighbours(in: batch)
    let moved = try attributor.attributions(
      of: neighbours,
      objectives: batch.objectives.flatMap { Array(repeating: $0, count: samples) }, work: work)
    guard moved.count == neighbours.rows else {
      throw EvaluationError.rowCount(
        of: .attributions, found: moved.count, expected: neighbours.rows)
    }
    return (neighbours, moved)
  }

  /// The neighbours of all rows, those of one row together.
  func neighbours(in batch: ExplainedBatch) -> Matrix {
    // A category has no close neighbours, so it stays unchanged.
    let categories = batch.model.input.categories
    return Matrix(rows: batch.count * samples, columns: batch.inputs.columns) { target in
      var cursor = 0
      for row in 0..<batch.count {
        let input = batch.inputs[row: row]
        let absent = batch.meanReference(of: row)
        let reach = zip(input, absent).enumerated().reduce(0) { reach, feature in
          categories[feature.offset] != nil
            ? reach : max(reach, abs(Double(feature.element.0) - feature.element.1))
        }
        var stream = batch.stream(.sensitivity, seed: seed, row: row)
        for _ in 0..<samples {
          for (feature, value) in input.enumerated() {
            let draw = 2 * stream.uniform() - 1
            let step = categories[feature] == nil ? radius * reach * draw : 0
            target[cursor] = Float(Double(value) + step)
            cursor += 1
          }
        }
      }
    }
  }

  /// The largest distance to a neighbour's values, relative to the values' norm.
  func value(_ values: [Double], _ neighbours: [[Double]]) -> MetricValue {
    let norm = values.euclideanNorm
    guard norm > 0 else { return .undefined(.zeroAttribution) }
    let farthest = neighbours.reduce(0) { farthest, moved in
      max(farthest, zip(moved, values).map { $0 - $1 }.euclideanNorm)
    }
    return .value(farthest / norm)
  }
}
