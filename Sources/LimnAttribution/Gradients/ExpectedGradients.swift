import LimnCore
import LimnNetwork

/// Expected gradients (Erion et al. 2021, arXiv 1906.10670): Integrated Gradients averaged over the
/// rows of a background instead of a single baseline. The values sum to `f(x) − mean f(x′)`.
///
/// Unlike in the paper, rows and path positions are not sampled: the average runs over all given
/// rows and is exact if Integrated Gradients is.
///
/// Cost: that of Integrated Gradients times the number of background rows.
public struct ExpectedGradients: Attributor {
  /// The model that is explained.
  public let model: any DifferentiableModel
  private let settings: Configuration
  private let background: Matrix
  public let rowsShareProducts: Bool

  /// Binds the method to a model.
  ///
  /// - Throws: ``AttributionError`` for a setting out of its range, a background that does not fit
  ///   the model, or the exact rule for a model that is not piecewise linear.
  public init(_ model: any DifferentiableModel, settings: Configuration) throws {
    try settings.validate()
    self.model = model
    self.settings = settings
    background = try settings.background.matrix(width: model.inputShape.count)
    rowsShareProducts = try Self.path(model, from: background[row: 0], settings.rule)
      .rowsShareProducts
  }

  /// Binds the method to a model, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ model: any DifferentiableModel, background: Background = .zeros,
    rule: IntegratedGradients.Rule? = nil
  ) throws {
    try self.init(model, settings: Configuration(background: background, rule: rule))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { settings.background }

  private static func path(
    _ model: any DifferentiableModel, from start: some Collection<Float>,
    _ rule: IntegratedGradients.Rule?
  ) throws -> IntegratedGradients {
    try IntegratedGradients(model, baseline: .values(Array(start)), rule: rule)
  }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model, work: work)
    let shares = work.shares(of: background.rows)
    var means = [Mean](
      repeating: Mean(width: inputs.columns), count: inputs.rows)
    for row in 0..<background.rows {
      let share = shares.share()
      let found = try Self.path(model, from: background[row: row], settings.rule).attributions(
        of: inputs, objectives: objectives, work: share.work)
      for (index, attribution) in found.enumerated() { means[index].add(attribution) }
      share.finish()
    }
    let count = Double(background.rows)
    return zip(means, objectives).map { mean, objective in
      Attribution(
        method: name, objective: objective, shape: model.inputShape,
        values: mean.values.map { $0 / count }, scoreAtInput: mean.atInput,
        scoreAtBaseline: mean.atBaseline / count, reference: Reference(background),
        evaluations: mean.evaluations, options: mean.options, notes: mean.notes)
    }
  }

  /// The running sums over the paths of one input.
  private struct Mean {
    var values: [Double]
    var atInput = 0.0
    var atBaseline = 0.0
    var evaluations = 0
    var options: [Attribution.Option] = []
    var notes: [Attribution.Note] = []

    init(width: Int) { values = [Double](repeating: 0, count: width) }

    mutating func add(_ path: Attribution) {
      for i in values.indices { values[i] += path.values[i] }
      atInput = path.scoreAtInput
      atBaseline += path.scoreAtBaseline
      evaluations += path.evaluations
      if options.isEmpty { options = path.options.filter { $0.name != "steps" } }
      notes += path.notes.filter { !notes.contains($0) }
    }
  }
}

extension ExpectedGradients {
  /// The settings of expected gradients.
  public struct Configuration: MethodConfiguration {
    public static let method = "expected-gradients"

    /// The rows at which the paths start.
    public var background: Background
    /// The integration rule for each path; `nil` for the most accurate one the model allows.
    public var rule: IntegratedGradients.Rule?

    /// Creates settings. Units and ranges are documented at the properties.
    public init(background: Background = .zeros, rule: IntegratedGradients.Rule? = nil) {
      self.background = background
      self.rule = rule
    }

    public func validate() throws {
      try IntegratedGradients.Configuration(rule: rule).validate()
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try bound(to: model) { try ExpectedGradients($1.gradients(of: $0), settings: $1) }
    }
  }
}
