import LimnCore

/// SmoothGrad (Smilkov et al. 2017, arXiv 1706.03825, equation 1): the mean of the gradient over noisy
/// copies of the input, signed, with the standard error of that mean, `s/√m`.
///
/// Cost: ``GradientNoise/samples`` gradients an input.
public struct SmoothGrad: ConfigurableAttributor, NoisyGradientMethod {
  public static let method = "smoothgrad"
  public typealias Configuration = NoisyGradientSettings<SmoothGrad>

  public let model: any DifferentiableModel
  public var settings: Configuration

  public init(
    _ model: any DifferentiableModel, noise: GradientNoise = GradientNoise(),
    baseline: Baseline = .zeros
  ) {
    self.model = model
    settings = Configuration(noise: noise, baseline: baseline)
  }

  public var reference: Background? { .baseline(settings.baseline) }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    let count = Double(settings.noise.samples)
    return try NoisyGradients(
      model: model, baseline: settings.baseline, noise: settings.noise
    ).attributions(
      of: inputs, objectives: objectives, work: work, method: name, quantity: .slope,
      notes: [
        .init(
          .notAShare,
          "SmoothGrad is a slope, not a share: it does not sum to the score difference.")
      ]
    ) { ($0.mean, ($0.variance / count).squareRoot()) }
  }
}
