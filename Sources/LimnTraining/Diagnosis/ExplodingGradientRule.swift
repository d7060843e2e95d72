/// The gradient grows on its way back (Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio
/// 2013, arXiv 1211.5063, section 2).
public struct ExplodingGradientRule: DiagnosisRule {
  /// The mean norm over an epoch of a layer's gradient that counts: 100. Cross-entropy sends back at
  /// most √2 for each example, and a layer's gradient is at most that times the size of its input
  /// times what the layers behind it multiply: with 500 units around 1 and layers that multiply by
  /// about 1, some 30.
  public var norm: Double

  /// The rule with its threshold, a gradient norm.
  public init(norm: Double = 100) {
    self.norm = norm
  }

  public var kind: Finding.Kind { .explodingGradients }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    guard !history.epochs.isEmpty else { return .notJudged(.tooFewEpochs(found: 0, needed: 1)) }
    for record in history.epochs {
      // NaN is above nothing, and no norm at all.
      guard
        let largest = record.layers.max(by: {
          !$0.gradientNorm.isNaN && ($1.gradientNorm.isNaN || $0.gradientNorm < $1.gradientNorm)
        }), !(largest.gradientNorm <= norm)
      else { continue }
      return .found(
        Finding(
          epoch: record.epoch,
          evidence: .largeGradient(layer: largest.layer, norm: largest.gradientNorm)))
    }
    return .notFound
  }
}
