import LimnCore

extension SHAP {
  /// The settings of Shapley values.
  public struct Configuration: CoalitionConfiguration {
    public static let method = "shap"

    /// What absent features show.
    public var background: Background
    /// How features are grouped into players.
    public var segmentation: Segmentation
    /// How the values are found.
    public var estimator: ShapleyEstimator
    /// The most model evaluations to spend on an input, those of the input and of the background
    /// included. `nil` for ``SHAP/defaultEvaluations``, or half as many again as the estimator needs at
    /// the least where that is more (about six for each player); for exact enumeration as many as it
    /// takes.
    public var evaluations: Int?
    /// Permutation and background sampling stop early once every standard error is at most this, in
    /// the objective's unit; where a standard error stays above it, a note says so.
    public var precision: Double?
    /// Of ``ShapleyEstimator/gaussianProcess``.
    public var decays: ShapleyDecays
    /// Fixes what is drawn at random.
    public var seed: UInt64

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
    public init(
      background: Background = .zeros, segmentation: Segmentation = .features,
      estimator: ShapleyEstimator = .auto, evaluations: Int? = nil, precision: Double? = nil,
      decays: ShapleyDecays = .fixed, seed: UInt64 = 0
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
    /// - Throws: `AttributionError.outOfRange` as ``validate()``; `DecodingError`.
    public init(from decoder: any Decoder) throws {
      let settings = try decoder.container(keyedBy: CodingKeys.self)
      background = try settings.value(.background)
      segmentation = try settings.value(.segmentation)
      estimator = try settings.value(.estimator)
      evaluations = try settings.ifPresent(.evaluations)
      precision = try settings.ifPresent(.precision)
      decays = try settings.value(.decays)
      seed = try settings.value(.seed)
      try validate()
    }

    /// Which budgets serve depends on the input; the estimator refuses one that is too small for it.
    public static let evaluationRange = SettingRange("evaluations", 0...1_000_000_000)
    /// The standard errors that may be asked for, in the values' unit.
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
