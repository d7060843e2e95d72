import LimnCore

extension TabularLIME {
  /// The settings of LIME for tables.
  public struct Configuration: MethodConfiguration {
    public static let method = "lime-tabular"

    /// The rows that means, standard deviations and quartiles are taken from, `m × inputShape.count`.
    public var background: Matrix
    /// What the regression sees of a feature.
    public var representation: Representation
    /// The most rows to evaluate, the row itself and the background's mean among them.
    public var samples: Int
    /// ν, in the representation's unit; `nil` for 0.75√n with n the features that vary.
    public var kernelWidth: Double?
    /// λ.
    public var ridge: Double
    /// Which features get a value.
    public var selection: FeatureSelection
    /// Fixes what is drawn at random.
    public var seed: UInt64

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
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
    /// - Throws: `AttributionError.outOfRange` as ``validate()``; `DecodingError`.
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

    /// The numbers of samples allowed.
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
