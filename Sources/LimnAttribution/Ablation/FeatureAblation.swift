import LimnCore

/// Feature ablation: the drop of the score when a single segment is replaced by the background,
/// `f(x) − f(x without the segment)`. Every feature of a segment gets the segment's whole drop.
///
/// In terms of the Shapley game, this is a segment's marginal contribution when it joins last. If
/// several features are redundant, so that one of them is enough, all of them get values near 0.
///
/// Cost for each input: one model evaluation for each segment and background row, plus one for the
/// input and one for each background row.
public struct FeatureAblation: Attributor {
  /// The model that is explained.
  public let model: any Model
  private let settings: Configuration
  private let scores: AblatedScores
  private let segments: Segments

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a setting out of its range, or a background or segments
  ///   that do not fit the model; `ModelError`.
  public init(_ model: any Model, settings: Configuration) throws {
    try settings.validate()
    self.model = model
    self.settings = settings
    segments = try settings.segmentation.segments(of: model.inputShape)
    scores = try AblatedScores(model, background: settings.background)
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any Model, background: Background = .zeros, segmentation: Segmentation = .features
  ) throws {
    try self.init(
      model, settings: Configuration(background: background, segmentation: segmentation))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { settings.background }
  public var rowsShareProducts: Bool { false }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model, work: work)
    let groups = segments.members
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      let found = try scores.drops(
        of: Array(inputs[row: row]), groups: groups, objective: objectives[row], work: work)
      return Attribution(
        method: name, objective: objectives[row], shape: model.inputShape, quantity: .drop,
        values: segments.labels.map { found.drops[$0] }, scoreAtInput: found.input,
        scoreAtBaseline: found.background, reference: scores.reference,
        evaluations: found.evaluations, options: [.init("segments", "\(segments.count)")])
    }
  }
}

extension FeatureAblation {
  /// The settings of feature ablation.
  public struct Configuration: MethodConfiguration {
    public static let method = "feature-ablation"

    /// The values of an absent segment.
    public var background: Background
    /// The segments; the features of a segment are removed together.
    public var segmentation: Segmentation

    /// Creates settings. Units and ranges are documented at the properties.
    public init(background: Background = .zeros, segmentation: Segmentation = .features) {
      self.background = background
      self.segmentation = segmentation
    }

    public func validate() throws { try segmentation.validate() }

    public func bound(to model: any Model) throws -> any Attributor {
      try FeatureAblation(model, settings: self)
    }
  }
}
