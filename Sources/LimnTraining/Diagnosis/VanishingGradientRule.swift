import LimnCore

/// Detects gradients that vanish during backpropagation: a layer learns far more slowly than the
/// output layer (Hochreiter 1991; Glorot and Bengio 2010, section 4.2).
public struct VanishingGradientRule: DiagnosisRule {
  /// The threshold for a layer's gradient norm divided by the output layer's, as the median over
  /// epochs: 0.01. The slope of a sigmoid is at most ¼, so four of them in a row reach it;
  /// well-initialised rectifiers and tanh units stay above 0.3 with twelve layers.
  public var ratio: Double

  /// Creates the rule with its threshold, a fraction of the output layer's gradient norm.
  public init(ratio: Double = 0.01) {
    self.ratio = ratio
  }

  public var kind: Finding.Kind { .vanishingGradients }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    guard let first = history.epochs.first else {
      return .notJudged(.tooFewEpochs(found: 0, needed: 1))
    }
    guard let output = first.layers.last?.layer else { return .notFound }
    var worst: (ratio: Double, finding: Finding)?
    for layer in first.layers.dropLast().map(\.layer) {
      let pairs = history.epochs.compactMap {
        record -> (epoch: Int, norm: Double, output: Double)? in
        // A gradient of exactly 0 is blocked and not weakened: that is a matter of dead units.
        guard let norm = record.layers.first(where: { $0.layer == layer })?.gradientNorm,
          let outputNorm = record.layers.first(where: { $0.layer == output })?.gradientNorm,
          norm.isFinite, outputNorm.isFinite, norm > 0, outputNorm > 0
        else { return nil }
        return (record.epoch, norm, outputNorm)
      }
      guard !pairs.isEmpty else { continue }
      let median = pairs.map { $0.norm / $0.output }.quantile(0.5)
      guard median < ratio, worst.map({ median < $0.ratio }) ?? true,
        let start = pairs.first(where: { $0.norm < ratio * $0.output })
      else { continue }
      worst = (
        median,
        Finding(
          epoch: start.epoch,
          evidence: .smallGradient(
            layer: layer, norm: pairs.map(\.norm).quantile(0.5), outputLayer: output,
            outputNorm: pairs.map(\.output).quantile(0.5)))
      )
    }
    return worst.map { .found($0.finding) } ?? .notFound
  }
}
