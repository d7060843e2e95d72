import LimnCore

extension LIME {
  /// The settings of LIME.
  public struct Configuration: CoalitionConfiguration {
    public static let method = "lime"

    /// The values of absent segments; over several rows the score is averaged.
    public var background: Background
    /// How features are grouped into segments.
    public var segmentation: Segmentation
    /// The maximum number of masks, including the input itself and the empty mask; each costs one
    /// model evaluation for each background row. If `nil`, all 2ⁿ masks are used for up to
    /// ``LIME/maximumEnumerated`` players, and ``LIME/defaultSamples(players:)`` for more. All
    /// masks are also used if there are no more than `samples`.
    public var samples: Int?
    /// The kernel width ν, in the distance's unit; in ``kernelWidthRange``.
    public var kernelWidth: Double
    /// The ridge penalty λ, 0 or above; `nil` for 1 if masks are sampled and 0 if all are
    /// evaluated.
    public var ridge: Double?
    /// The distance of a mask from the input.
    public var distance: MaskDistance
    /// How masks are drawn.
    public var sampling: MaskSampling
    /// Which segments the surrogate uses.
    public var selection: FeatureSelection
    /// The seed of the masks.
    public var seed: UInt64

    /// Creates settings. Units and ranges are documented at the properties.
    public init(
      background: Background = .zeros, segmentation: Segmentation = .features,
      samples: Int? = nil, kernelWidth: Double = 0.25, ridge: Double? = nil,
      distance: MaskDistance = .cosine, sampling: MaskSampling = .paired,
      selection: FeatureSelection = .all, seed: UInt64 = 0
    ) {
      self.background = background
      self.segmentation = segmentation
      self.samples = samples
      self.kernelWidth = kernelWidth
      self.ridge = ridge
      self.distance = distance
      self.sampling = sampling
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
      segmentation = try settings.value(.segmentation)
      samples = try settings.ifPresent(.samples)
      kernelWidth = try settings.value(.kernelWidth)
      ridge = try settings.ifPresent(.ridge)
      distance = try settings.value(.distance)
      sampling = try settings.value(.sampling)
      selection = try settings.value(.selection)
      seed = try settings.value(.seed)
      try validate()
    }

    /// The permitted number of masks.
    public static let sampleRange = SettingRange("samples", LIME.minimumSamples...100_000_000)

    public func validate() throws {
      try segmentation.validate()
      try Self.sampleRange.check(samples)
      try Self.kernelWidthRange.check(kernelWidth)
      try RidgeRegression.ridgeRange.check(ridge)
      try selection.validate()
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try LIME(model, settings: self)
    }
  }
}
