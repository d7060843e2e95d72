import LimnCore

/// SmoothGrad (Smilkov et al. 2017, arXiv 1706.03825, equation 1): the mean of the gradient over noisy
/// copies of the input, signed, with the standard error of that mean, `s/√m`.
///
/// Cost: ``GradientNoise/samples`` gradients an input.
public struct SmoothGrad: Attributor {
  public let model: any DifferentiableModel
  public let noise: GradientNoise
  /// What the score at the input is compared with; the values do not depend on it.
  public let baseline: Baseline

  public init(
    _ model: any DifferentiableModel, noise: GradientNoise = GradientNoise(),
    baseline: Baseline = .zeros
  ) {
    self.model = model
    self.noise = noise
    self.baseline = baseline
  }

  public var name: String { Configuration.method }
  public var reference: Background? { .baseline(baseline) }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    let count = Double(noise.samples)
    return try NoisyGradients(model: model, baseline: baseline, noise: noise).attributions(
      of: inputs, objectives: objectives, work: work, method: name, quantity: .slope,
      notes: [
        .init(
          .notAShare,
          "SmoothGrad is a slope, not a share: it does not sum to the score difference.")
      ]
    ) { ($0.mean, ($0.variance / count).squareRoot()) }
  }
}
