import LimnAttribution
import LimnCore

/// Relative stability (Agarwal et al. 2022, arXiv 2203.06877, definitions 2 and 4): how far an
/// attribution moves when the input changes slightly, relative to how far the input, or the output,
/// moves,
///
///     max_y (‖Φ(y) − Φ(x)‖ / ‖Φ(x)‖) / (‖y − x‖ / ‖x‖)   and   … / ‖h(y) − h(x)‖
///
/// over random neighbours y with the same predicted class, with h the model's scores. Ratios of
/// norms replace the paper's feature-wise ratios, which are undefined if a feature or its value is
/// 0. An attribution may move where the model does, so relating it to the output is fairer than
/// ``MaxSensitivity``.
///
/// The neighbours are drawn as in ``MaxSensitivity``. Output stability excludes neighbours with the
/// same scores. A sampled maximum is a lower bound of the true one.
public struct RelativeStability: Sendable {
  /// The number of neighbours of an input, at least 1.
  public var samples: Int
  /// How far the neighbours lie from the input, above 0; see ``MaxSensitivity/radius``.
  public var radius: Double
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates the metric; the properties describe the settings.
  public init(samples: Int = 4, radius: Double = 0.05, seed: UInt64 = 0) {
    self.samples = samples
    self.radius = radius
    self.seed = seed
  }

  static let metrics: Set<Metric> = [.relativeInputStability, .relativeOutputStability]

  /// The stabilities of a method and of a control, whose values are permuted anew for every
  /// explained input; all 0 or above, lower is better.
  public struct Values: Sendable, Equatable {
    /// Relative input stability of the method for each input.
    public let input: [MetricValue]
    /// Relative input stability of the random control for each input.
    public let inputControl: [MetricValue]
    /// Relative output stability of the method for each input.
    public let output: [MetricValue]
    /// Relative output stability of the random control for each input.
    public let outputControl: [MetricValue]
  }

  /// Explains neighbours of each input and relates the change of the values to the change of the
  /// input and of the scores.
  ///
  /// - Parameters:
  ///   - attributor: the method to test.
  ///   - attributions: its attributions of the batch.
  ///   - batch: the inputs and objectives they explain.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  ///
  /// Cost: `samples` explanations and `samples + 1` model evaluations for each input.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`, and any error of the method.
  public func values(
    of attributor: any Attributor, attributions: [Attribution], in batch: ExplainedBatch,
    work: Work = Work()
  ) throws -> Values {
    let (neighbours, moved) = try MaxSensitivity(samples: samples, radius: radius, seed: seed)
      .explained(by: attributor, attributions: attributions, in: batch, work: work)
    let scores = try batch.model.checkedScores(of: batch.inputs)
    let others = try batch.model.checkedScores(of: neighbours)
    let control = RandomControl(.permuted, seed: seed)
    var input: [MetricValue] = []
    var (inputControl, output, outputControl) = (input, input, input)
    for (row, attribution) in attributions.enumerated() {
      let active = batch.activeFeatures(of: row)
      var stream = batch.stream(.stabilityControl, seed: seed, row: row)
      func permuted(_ values: [Double]) -> [Double] {
        control.values(like: values, active: active, stream: &stream)
      }
      let (own, x) = (scores[row: row].map(Double.init), batch.inputs[row: row].map(Double.init))
      let size = x.euclideanNorm
      var (byInput, byOutput) = ([Neighbour](), [Neighbour]())
      for index in row * samples..<(row + 1) * samples {
        let score = others[row: index].map(Double.init)
        guard score.count == 1 || Self.argmax(score) == Self.argmax(own) else { continue }
        let step = zip(neighbours[row: index], x).map { Double($0) - $1 }.euclideanNorm
        if step > 0, size > 0 {
          byInput.append(Neighbour(values: moved[index].values, distance: step / size))
        }
        let change = zip(score, own).map { $0 - $1 }.euclideanNorm
        if change > 0 { byOutput.append(Neighbour(values: moved[index].values, distance: change)) }
      }
      input.append(value(attribution.values, byInput))
      output.append(value(attribution.values, byOutput))
      let random = permuted(attribution.values)
      inputControl.append(value(random, byInput.map { $0.with(permuted($0.values)) }))
      outputControl.append(value(random, byOutput.map { $0.with(permuted($0.values)) }))
    }
    return Values(
      input: input, inputControl: inputControl, output: output, outputControl: outputControl)
  }

  /// A neighbour's attribution, and its distance as the denominator measures it.
  private struct Neighbour {
    let values: [Double]
    let distance: Double

    func with(_ values: [Double]) -> Neighbour { Neighbour(values: values, distance: distance) }
  }

  private static func argmax(_ values: [Double]) -> Int? {
    values.indices.max { values[$0] < values[$1] }
  }

  private func value(_ values: [Double], _ neighbours: [Neighbour]) -> MetricValue {
    let norm = values.euclideanNorm
    guard norm > 0 else { return .undefined(.zeroAttribution) }
    let ratios = neighbours.map { neighbour in
      zip(neighbour.values, values).map { $0 - $1 }.euclideanNorm / norm / neighbour.distance
    }
    return MetricValue(ratios.max(), else: .noNeighbour)
  }
}
