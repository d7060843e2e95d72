import LimnCore

extension LIME {
  /// LIME's settings.
  public struct Configuration: CoalitionConfiguration {
    public static let method = "lime"

    /// What absent segments show; over several rows the score is averaged.
    public var background: Background
    /// How features are grouped into segments.
    public var segmentation: Segmentation
    /// The most masks to evaluate, the input itself and the empty mask among them; each costs one
    /// model evaluation for each background row. `nil` for ``LIME/defaultSamples(players:)``, and for all 2ⁿ
    /// masks where no more than ``LIME/maximumEnumerated`` players leave them few. All masks are also
    /// taken when they are no more than the samples.
    public var samples: Int?
    /// ν, in the distance's unit.
    public var kernelWidth: Double
    /// λ; `nil` for 1 where masks are sampled and 0 where all are evaluated.
    public var ridge: Double?
    /// How far a mask is from the input.
    public var distance: MaskDistance
    /// How masks are drawn.
    public var sampling: MaskSampling
    /// Which segments get a value.
    public var selection: FeatureSelection
    /// Fixes what is drawn at random.
    public var seed: UInt64

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
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
    /// - Throws: `AttributionError.outOfRange` as ``validate()``; `DecodingError`.
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

    /// The numbers of masks allowed.
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
