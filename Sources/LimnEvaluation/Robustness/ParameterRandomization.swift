import LimnAttribution
import LimnCore
import LimnNetwork

/// The model-parameter randomisation test: how similar an attribution is to the same method's
/// attribution of the same input on a network whose trained layers are successively replaced by
/// random ones (Adebayo et al. 2018, arXiv 1810.03292, section 3.1, "cascading randomization"). An
/// attribution that stays the same does not explain what the network has learnt.
///
/// Similarity is Spearman's rank correlation of the signed values. The control is the similarity of
/// a random permutation of the values, about the lowest a method can be expected to reach.
///
/// The fully randomised networks are also used for the efficient variant of the test (Hedström et
/// al. 2024, arXiv 2405.02383): the relative rise of the attribution's histogram entropy,
/// `(ξ(Φ of the random network) − ξ(Φ)) / ξ(Φ)`. The entropy of a faithful attribution rises. See
/// ``HistogramEntropy``.
public struct ParameterRandomization: Sendable {
  /// The order in which layers are randomised.
  public enum Order: String, Sendable, Hashable, Codable {
    /// From the output to the input, as in Adebayo et al.
    case topDown
    /// From the input to the output, as Hedström et al. recommend: with the opposite order, the
    /// lower layers still pass on what they have learnt.
    case bottomUp
  }

  /// The order in which layers are randomised.
  public var order: Order
  /// How random weights are drawn.
  public var replacement: ParameterReplacement
  /// The number of random networks the similarity is averaged over, at least 1. A single network
  /// would make the result for the whole batch depend on one draw.
  public var draws: Int
  /// The measure of complexity.
  public var entropy: HistogramEntropy
  /// The seed of the random draws.
  public var seed: UInt64

  /// Creates the test; the properties describe the settings.
  public init(
    order: Order = .bottomUp, replacement: ParameterReplacement = .normal, draws: Int = 3,
    entropy: HistogramEntropy = HistogramEntropy(), seed: UInt64 = 0
  ) {
    self.order = order
    self.replacement = replacement
    self.draws = draws
    self.entropy = entropy
    self.seed = seed
  }

  /// The results for the batch after some layers have been randomised.
  public struct Stage: Sendable, Equatable {
    /// The indices of the randomised layers, ascending.
    public let layers: [Int]
    /// The similarity of each row's attribution, in `-1...1`.
    public let method: [MetricValue]
    /// The similarity of a permuted attribution, in `-1...1`.
    public let control: [MetricValue]
  }

  /// The results of the test.
  public struct Values: Sendable, Equatable {
    /// One stage for each trained layer; in the last, all layers are randomised.
    public let stages: [Stage]
    /// The relative rise of the entropy for each row.
    public let complexityRise: [MetricValue]
    /// The rise from one random normal attribution to another.
    public let complexityRiseOfControl: [MetricValue]
  }

  /// Explains each input on networks with random weights and compares the values.
  ///
  /// - Parameters:
  ///   - attributions: the method's attributions of the batch on `network`.
  ///   - network: the trained network.
  ///   - batch: the inputs and objectives they explain.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  ///   - remake: binds the same method, with the same settings, to another network.
  ///
  /// Cost: `draws` explanations for each input and trained layer.
  ///
  /// - Throws: ``EvaluationError``, among them ``EvaluationError/nothingToRandomize`` for a network
  ///   without trained layers, and any error of the method.
  public func values(
    attributions: [Attribution], network: Network, in batch: ExplainedBatch, work: Work = Work(),
    remake: (Network) throws -> any Attributor
  ) throws -> Values {
    try EvaluationError.require("draws", draws, atLeast: 1)
    try entropy.validate()
    try batch.validate(attributions)
    let trained = network.trainedLayers
    guard !trained.isEmpty else { throw EvaluationError.nothingToRandomize }
    let cascade = order == .topDown ? trained.reversed() : trained
    var (stages, last) = ([Stage](), [[Attribution]]())
    let shares = work.shares(of: cascade.count * draws)
    for depth in 1...cascade.count {
      let layers = cascade.prefix(depth).sorted()
      last = try (0..<draws).map { draw in
        let stream = RandomStream(seed: seed).split(StreamPurpose.randomization.rawValue)
        let random = network.randomizingParameters(
          of: Set(layers), by: replacement, stream: stream.split(draw))
        let share = shares.share()
        defer { share.finish() }
        let others = try remake(random).attributions(
          of: batch.inputs, objectives: batch.objectives, work: share.work)
        try batch.validate(others)
        return others
      }
      stages.append(stage(layers, of: attributions, against: last, in: batch))
    }
    return Values(
      stages: stages, complexityRise: try rises(of: attributions, to: last),
      complexityRiseOfControl: try controlRises(of: attributions, in: batch))
  }

  private func stage(
    _ layers: [Int], of attributions: [Attribution], against draws: [[Attribution]],
    in batch: ExplainedBatch
  ) -> Stage {
    let control = RandomControl(.permuted, seed: seed)
    var (method, random) = ([MetricValue](), [MetricValue]())
    for (row, attribution) in attributions.enumerated() {
      let active = batch.activeFeatures(of: row)
      var stream = batch.stream(.randomizationControl, seed: seed, row: row)
      method.append(mean(draws.map { likeness(attribution.values, $0[row].values) }))
      random.append(
        mean(
          draws.map { _ in
            likeness(
              attribution.values,
              control.values(like: attribution.values, active: active, stream: &stream))
          }))
    }
    return Stage(layers: layers, method: method, control: random)
  }

  private func likeness(_ a: [Double], _ b: [Double]) -> MetricValue {
    MetricValue(Correlation.spearman(a, b), else: .constantAttribution)
  }

  /// The rise of the entropy on the fully random networks, averaged over the draws.
  private func rises(of attributions: [Attribution], to draws: [[Attribution]]) throws
    -> [MetricValue]
  {
    try attributions.enumerated().map { row, attribution in
      mean(try draws.map { try entropy.rise(from: attribution.values, to: $0[row].values) })
    }
  }

  private func controlRises(of attributions: [Attribution], in batch: ExplainedBatch) throws
    -> [MetricValue]
  {
    let control = RandomControl(.normal, seed: seed)
    return try attributions.enumerated().map { row, attribution in
      let active = batch.activeFeatures(of: row)
      var stream = batch.stream(.complexityControl, seed: seed, row: row)
      let first = control.values(like: attribution.values, active: active, stream: &stream)
      return mean(
        try (0..<draws).map { _ in
          try entropy.rise(
            from: first,
            to: control.values(like: attribution.values, active: active, stream: &stream))
        })
    }
  }

  /// The mean; undefined if any of the values is.
  private func mean(_ values: [MetricValue]) -> MetricValue {
    if let undefined = values.first(where: { $0.number == nil }) { return undefined }
    return .value(values.compactMap(\.number).mean())
  }
}
