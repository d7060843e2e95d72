import LimnAttribution
import LimnCore
import LimnNetwork

/// The model-parameter randomisation test: how alike an attribution is to that of the same input by
/// the same method from a network whose trained layers are replaced by random ones, one after the
/// other (Adebayo et al. 2018, arXiv 1810.03292, section 3.1, "cascading randomization"). An
/// attribution that stays the same does not explain what the network has learnt.
///
/// Likeness is Spearman's rank correlation of the values, signs included. Beside it stands the control:
/// the likeness of a random permutation of the values, which is as low as a method can be expected to
/// come.
///
/// The fully randomised networks serve the efficient variant too (Hedström et al. 2024, arXiv
/// 2405.02383): the relative rise of the attribution's histogram entropy,
/// `(ξ(Φ of the random network) − ξ(Φ)) / ξ(Φ)`; a faithful attribution becomes less orderly. See
/// ``HistogramEntropy``.
public struct ParameterRandomization: Sendable {
  /// Which layer goes first.
  public enum Order: String, Sendable, Hashable, Codable {
    /// From the output, as Adebayo et al. have it.
    case topDown
    /// From the input, as Hedström et al. recommend: what lower layers keep does not shine through.
    case bottomUp
  }

  /// Which layers become random first.
  public var order: Order
  /// What takes the place of weights.
  public var replacement: ParameterReplacement
  /// The number of random networks over which likeness is averaged; one alone judges a whole batch by
  /// one throw of the dice.
  public var draws: Int
  /// How complexity is measured.
  public var entropy: HistogramEntropy
  /// Fixes what is drawn at random.
  public var seed: UInt64

  /// The test.
  ///
  /// - Parameters:
  ///   - draws: how many networks of random weights are averaged over.
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

  /// The batch after some layers are random.
  public struct Stage: Sendable, Equatable {
    /// The indices of the random layers, ascending.
    public let layers: [Int]
    /// The likeness of each row's attribution.
    public let method: [MetricValue]
    /// The likeness of a permuted attribution.
    public let control: [MetricValue]
  }

  /// What the test finds.
  public struct Values: Sendable, Equatable {
    /// One for each trained layer; in the last all are random.
    public let stages: [Stage]
    /// The relative rise of the entropy.
    public let complexityRise: [MetricValue]
    /// The rise from one random normal attribution to another.
    public let complexityRiseOfControl: [MetricValue]
  }

  /// Explains each input by networks with random weights and compares the values.
  ///
  /// - Parameters:
  ///   - attributions: what the method says of the batch and `network`.
  ///   - network: the trained network.
  ///   - remake: binds the same method, with the same options, to another network.
  ///
  /// Cost: `draws` explanations an input for each trained layer.
  /// - Throws: `EvaluationError.nothingToRandomize`, `.setting`, and what the method throws.
  public func values(
    attributions: [Attribution], network: Network, in batch: ExplainedBatch, work: Work,
    remake: (Network) throws -> any Attributor
  ) throws -> Values {
    try EvaluationError.require("draws", draws, atLeast: 1)
    try EvaluationError.require("bins", entropy.bins ?? 2, atLeast: 2)
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
      stages: stages, complexityRise: rises(of: attributions, to: last),
      complexityRiseOfControl: controlRises(of: attributions, in: batch))
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

  /// The rise of the entropy to that of the fully random networks, on average over the draws.
  private func rises(of attributions: [Attribution], to draws: [[Attribution]]) -> [MetricValue] {
    attributions.enumerated().map { row, attribution in
      mean(draws.map { entropy.rise(from: attribution.values, to: $0[row].values) })
    }
  }

  private func controlRises(of attributions: [Attribution], in batch: ExplainedBatch)
    -> [MetricValue]
  {
    let control = RandomControl(.normal, seed: seed)
    return attributions.enumerated().map { row, attribution in
      let active = batch.activeFeatures(of: row)
      var stream = batch.stream(.complexityControl, seed: seed, row: row)
      let first = control.values(like: attribution.values, active: active, stream: &stream)
      return mean(
        (0..<draws).map { _ in
          entropy.rise(
            from: first,
            to: control.values(like: attribution.values, active: active, stream: &stream))
        })
    }
  }

  /// The mean, undefined where one of the values is.
  private func mean(_ values: [MetricValue]) -> MetricValue {
    if let undefined = values.first(where: { $0.number == nil }) { return undefined }
    return .value(values.compactMap(\.number).mean())
  }
}
