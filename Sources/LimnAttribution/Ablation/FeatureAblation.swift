import LimnCore

/// Feature ablation: the score's drop when one segment alone shows the background,
/// `f(x) − f(x without the segment)`. Every feature of a segment bears the segment's whole drop.
///
/// It is the last step of each player's orders in the Shapley game, and no other: features that stand
/// in for each other are both found to do nothing.
///
/// Cost: one evaluation for each segment and background row.
public struct FeatureAblation: Attributor {
  /// The model that is explained.
  public let model: any Model
  private let settings: Configuration
  private let scores: AblatedScores
  private let segments: Segments

  /// Binds the method to a model.
  ///
  /// - Throws: what makes the background or the segments unfit for the model.
  public init(_ model: any Model, settings: Configuration) throws {
    try settings.validate()
    self.model = model
    self.settings = settings
    segments = try settings.segmentation.segments(of: model.inputShape)
    scores = try AblatedScores(model, background: settings.background)
  }

  /// The same with its settings one by one; see ``Configuration``.
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

    /// What an absent segment shows.
    public var background: Background
    /// What is taken away together.
    public var segmentation: Segmentation

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
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
