import LimnCore

/// SmoothGrad (Smilkov et al. 2017, arXiv 1706.03825, equation 1): the mean of the signed gradient
/// over m noisy copies of the input, with its standard error `s/√m`. Instead of the gradient, the
/// values of another method can be averaged, like other sensitivity maps in the paper.
///
/// Cost: ``GradientNoise/samples`` gradients for each input, or as many explanations by the other
/// method.
public struct SmoothGrad: Attributor {
  /// The model that is explained.
  public let model: any DifferentiableModel
  private let settings: Configuration
  /// The method whose values are averaged; `nil` for the gradient.
  private let inner: (any Attributor)?

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a setting out of its range, a baseline that does not fit
  ///   the model, or an inner method that cannot be averaged; any error of binding the inner method
  ///   to the model.
  public init(_ model: any DifferentiableModel, settings: Configuration) throws {
    try settings.validate()
    _ = try settings.baseline.row(width: model.inputShape.count)
    self.model = model
    self.settings = settings
    inner = try settings.inner?.configuration.bound(to: model)
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any DifferentiableModel, noise: GradientNoise = GradientNoise(),
    baseline: Baseline = .zeros, inner: (any MethodConfiguration)? = nil
  ) throws {
    try self.init(
      model, settings: Configuration(noise: noise, baseline: baseline, inner: inner))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? {
    if let inner { inner.reference } else { .baseline(settings.baseline) }
  }
  public var rowsShareProducts: Bool { false }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    if let inner {
      return try SmoothedMethod(model: model, inner: inner, noise: settings.noise)
        .attributions(of: inputs, objectives: objectives, work: work, method: name)
    }
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

extension SmoothGrad {
  /// The settings of SmoothGrad.
  public struct Configuration: MethodConfiguration {
    public static let method = "smoothgrad"

    /// The noise of the copies.
    public var noise: GradientNoise
    /// The reference of the score difference; the values do not depend on it. It is not used with
    /// an inner method, which has its own.
    public var baseline: Baseline
    /// The method whose values are averaged over noisy copies; `nil` for the gradient.
    public var inner: ConfiguredMethod?

    /// Creates settings. Units and ranges are documented at the properties.
    public init(
      noise: GradientNoise = GradientNoise(), baseline: Baseline = .zeros,
      inner: (any MethodConfiguration)? = nil
    ) {
      self.noise = noise
      self.baseline = baseline
      self.inner = inner.map { ConfiguredMethod($0) }
    }

    /// Decodes and validates settings.
    ///
    /// - Throws: as ``validate()``; `DecodingError`.
    public init(from decoder: any Decoder) throws {
      let settings = try decoder.container(keyedBy: CodingKeys.self)
      noise = try settings.value(.noise)
      baseline = try settings.value(.baseline)
      inner = try settings.ifPresent(.inner)
      try validate()
    }

    /// Methods that add noise themselves, and one whose result for pairs is not averaged.
    private static let notSmoothed: Set = [
      SmoothGrad.Configuration.method, VarGrad.Configuration.method,
      ShapleyInteractions.Configuration.method,
    ]

    /// Checks every setting.
    ///
    /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``;
    ///   ``AttributionError/notSmoothed(method:)`` for an inner method that cannot be averaged.
    public func validate() throws {
      try noise.validate()
      guard let inner else { return }
      guard !Self.notSmoothed.contains(inner.name) else {
        throw AttributionError.notSmoothed(method: inner.name)
      }
      try inner.configuration.validate()
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try bound(to: model) { try SmoothGrad($1.gradients(of: $0), settings: $1) }
    }
  }
}
