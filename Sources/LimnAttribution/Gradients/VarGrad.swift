import LimnCore

/// VarGrad (Adebayo et al. 2018, arXiv 1810.03307): the variance of the gradient over m noisy
/// copies of the input. It is large where the gradient changes strongly around the input.
///
/// The standard error is that of a sample variance, `√((μ₄ − s⁴(m − 3)/(m − 1))/m)`, with the
/// fourth central moment μ₄ from the sample.
///
/// Cost: ``GradientNoise/samples`` gradients for each input.
public struct VarGrad: ConfigurableAttributor {
  /// The model that is explained.
  public let model: any DifferentiableModel
  /// The settings.
  public var settings: Configuration

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a setting out of its range or a baseline that does not fit
  ///   the model.
  public init(_ model: any DifferentiableModel, settings: Configuration) throws {
    try settings.validate()
    _ = try settings.baseline.row(width: model.inputShape.count)
    self.model = model
    self.settings = settings
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
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
      // By the Cauchy-Schwarz inequality μ₄ is at least the squared second moment, so only rounding
      // can make the difference negative.
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
    /// The reference of the score difference; the values do not depend on it.
    public var baseline: Baseline

    /// Creates settings. Units and ranges are documented at the properties.
    public init(noise: GradientNoise = GradientNoise(), baseline: Baseline = .zeros) {
      self.noise = noise
      self.baseline = baseline
    }

    /// Decodes and validates settings.
    ///
    /// - Throws: ``AttributionError/outOfRange(setting:found:range:)`` as ``validate()``;
    ///   `DecodingError`.
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
