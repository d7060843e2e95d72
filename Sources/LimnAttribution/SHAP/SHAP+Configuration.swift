import LimnCore

extension SHAP {
  /// The settings of Shapley values.
  public struct Configuration: CoalitionConfiguration {
    public static let method = "shap"

    /// The values of absent features.
    public var background: Background
    /// How features are grouped into players.
    public var segmentation: Segmentation
    /// How the values are computed.
    public var estimator: ShapleyEstimator
    /// The maximum number of model evaluations for an input, including those of the input and of
    /// the background. `nil` for ``SHAP/defaultEvaluations``, or 1.5 times the estimator's minimum
    /// if that is more (about six for each player and background row); with exact enumeration, for
    /// as many as it takes.
    public var evaluations: Int?
    /// The target standard error in the objective's unit, in ``precisionRange``; `nil` for none.
    /// Permutation and background sampling stop early once every standard error is at most this. If
    /// one remains above it, the attribution has a note.
    public var precision: Double?
    /// What the kernel of ``ShapleyEstimator/gaussianProcess`` expects of interactions. `nil` for
    /// ``ShapleyDecays/learned``, unless the model is a `Network`, whose evaluations take less time
    /// than learning.
    public var decays: ShapleyDecays?
    /// The seed of the random draws.
    public var seed: UInt64

    /// Creates settings. Units and ranges are documented at the properties.
    public init(
      background: Background = .zeros, segmentation: Segmentation = .features,
      estimator: ShapleyEstimator = .auto, evaluations: Int? = nil, precision: Double? = nil,
      decays: ShapleyDecays? = nil, seed: UInt64 = 0
    ) {
      self.background = background
      self.segmentation = segmentation
      self.estimator = estimator
      self.evaluations = evaluations
      self.precision = precision
      self.decays = decays
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
      estimator = try settings.value(.estimator)
      evaluations = try settings.ifPresent(.evaluations)
      precision = try settings.ifPresent(.precision)
      decays = try settings.ifPresent(.decays)
      seed = try settings.value(.seed)
      try validate()
    }

    /// The permitted budget. The minimum also depends on the input and the estimator, which rejects
    /// a budget that is too small.
    public static let evaluationRange = SettingRange("evaluations", 0...1_000_000_000)
    /// The permitted target standard error, in the objective's unit.
    public static let precisionRange = SettingRange("precision", 1e-12...1e12)

    public func validate() throws {
      try segmentation.validate()
      try Self.evaluationRange.check(evaluations)
      try Self.precisionRange.check(precision)
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try SHAP(model, settings: self)
    }
  }
}
