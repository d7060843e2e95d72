import LimnCore

/// VarGrad (Adebayo et al. 2018, arXiv 1810.03307): the variance of the gradient over noisy copies of
/// the input, where the slope depends on what is near.
///
/// The standard error is that of a sample variance, `√((μ₄ − s⁴(m − 3)/(m − 1))/m)`, with the fourth
/// central moment μ₄ from the sample.
///
/// Cost: ``GradientNoise/samples`` gradients an input.
public struct VarGrad: ConfigurableAttributor {
  /// The model that is explained.
  public let model: any DifferentiableModel
  /// The settings.
  public var settings: Configuration

  /// Takes the variance of the gradient over noisy copies of the input.
  ///
  /// - Throws: `AttributionError.outOfRange`; what makes the baseline unfit for the model.
  public init(_ model: any DifferentiableModel, settings: Configuration) throws {
    try settings.validate()
    _ = try settings.baseline.row(width: model.inputShape.count)
    self.model = model
    self.settings = settings
  }

  /// The same with its settings one by one; see ``Configuration``.
  public init(
    _ model: any DifferentiableModel, noise: GradientNoise = GradientNoise(),
    baseline: Baseline = .zeros
  ) throws {
    try self.init(model, settings: Configuration(noise: noise, baseline: baseline))
  }

  public var reference: Background? { .baseline(settings.baseline) }
  public var rowsShareProducts: Bool { false }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    let count = Double(settings.noise.samples)
    return try NoisyGradients(
      model: model, baseline: settings.baseline, noise: settings.noise
    ).attributions(
      of: inputs, objectives: objectives, work: work, method: name,
      quantity: .slopeVariance,
      notes: [
        .init(
          .notAShare,
          "VarGrad is a variance, not a share: it does not sum to the score difference.")
      ]
    ) { moments in
      let square = moments.variance * moments.variance
      let spread = (moments.fourth - square * (count - 3) / (count - 1)) / count
      // By Cauchy-Schwarz μ₄ is at least the squared second moment, so only rounding goes below 0.
      return (moments.variance, max(spread, 0).squareRoot())
    }
  }
}

extension VarGrad {
  /// The settings of VarGrad.
  public struct Configuration: MethodConfiguration {
    public static let method = "vargrad"

    /// The noise of the copies.
    public var noise: GradientNoise
    /// What the score at the input is compared with; the values do not depend on it.
    public var baseline: Baseline

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
    public init(noise: GradientNoise = GradientNoise(), baseline: Baseline = .zeros) {
      self.noise = noise
      self.baseline = baseline
    }

    /// Decodes and validates settings.
    ///
    /// - Throws: `AttributionError.outOfRange` as ``validate()``; `DecodingError`.
    public init(from decoder: any Decoder) throws {
      let settings = try decoder.container(keyedBy: CodingKeys.self)
      noise = try settings.value(.noise)
      baseline = try settings.value(.baseline)
      try validate()
    }

    public func validate() throws { try noise.validate() }

    public func bound(to model: any Model) throws -> any Attributor {
      try bound(to: model) { try VarGrad($1.gradients(of: $0), settings: $1) }
    }
  }
}
