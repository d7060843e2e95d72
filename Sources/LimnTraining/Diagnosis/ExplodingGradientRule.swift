/// Detects gradients that grow during backpropagation (Bengio, Simard and Frasconi 1994; Pascanu,
/// Mikolov and Bengio 2013, arXiv 1211.5063, section 2).
public struct ExplodingGradientRule: DiagnosisRule {
  /// The threshold for a layer's gradient norm, as the mean over an epoch: 100. The gradient of
  /// cross-entropy has at most norm √2 for each example, and a layer's gradient is at most that
  /// times the norm of its input times the gain of the layers after it: about 30 for 500 units
  /// around 1 and layers with gain 1.
  public var norm: Double

  /// Creates the rule with its threshold, a gradient norm.
  public init(norm: Double = 100) {
    self.norm = norm
  }

  public var kind: Finding.Kind { .explodingGradients }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    guard !history.epochs.isEmpty else { return .notJudged(.tooFewEpochs(found: 0, needed: 1)) }
    for record in history.epochs {
      // NaN compares false with everything, so it is handled explicitly.
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
