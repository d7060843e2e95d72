import LimnCore

extension TabularLIME {
  /// The settings of tabular LIME.
  public struct Configuration: MethodConfiguration {
    public static let method = "lime-tabular"

    /// The rows that means, standard deviations and quartiles are computed from,
    /// `m × inputShape.count` with m at least 1.
    public var background: Matrix
    /// How features are represented in the regression.
    public var representation: Representation
    /// The number of rows to evaluate, including the row itself and the background's mean; in
    /// ``sampleRange``.
    public var samples: Int
    /// The kernel width ν, in the representation's unit; `nil` for 0.75√n, with n the number of
    /// features that vary in the background.
    public var kernelWidth: Double?
    /// The ridge penalty λ, 0 or above.
    public var ridge: Double
    /// Which features the surrogate uses.
    public var selection: FeatureSelection
    /// The seed of the random draws.
    public var seed: UInt64

    /// Creates settings. Units and ranges are documented at the properties.
    public init(
      background: Matrix, representation: Representation = .standardised,
      samples: Int = TabularLIME.defaultSamples, kernelWidth: Double? = nil, ridge: Double = 1,
      selection: FeatureSelection = .all, seed: UInt64 = 0
    ) {
      self.background = background
      self.representation = representation
      self.samples = samples
      self.kernelWidth = kernelWidth
      self.ridge = ridge
      self.selection = selection
      self.seed = seed
    }

    /// Decodes and validates settings.
    ///
    /// - Throws: ``AttributionError/outOfRange(setting:found:range:)`` as ``validate()``;
    ///   `DecodingError`.
    public init(from decoder: any Decoder) throws {
      let settings = try decoder.container(keyedBy: CodingKeys.self)
      background = try settings.value(.background)
      representation = try settings.value(.representation)
      samples = try settings.value(.samples)
      kernelWidth = try settings.ifPresent(.kernelWidth)
      ridge = try settings.value(.ridge)
      selection = try settings.value(.selection)
      seed = try settings.value(.seed)
      try validate()
    }

    /// The permitted number of samples.
    public static let sampleRange = LIME.Configuration.sampleRange

    public func validate() throws {
      try Self.sampleRange.check(samples)
      try LIME.Configuration.kernelWidthRange.check(kernelWidth)
      try RidgeRegression.ridgeRange.check(ridge)
      try selection.validate()
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try TabularLIME(model, settings: self)
    }
  }
}
