import LimnCore
import LimnNetwork

/// The settings of a method based on coalitions of features.
public protocol CoalitionConfiguration: MethodConfiguration {
  /// The values of absent features; over several rows the score is averaged.
  var background: Background { get }
  /// How features are grouped into players.
  var segmentation: Segmentation { get }
}

/// A method that explains an input by the values of coalitions of its features. It is called with
/// the game of each input; work shared by the games of a batch is done once.
public protocol CoalitionAttributor: ConfigurableAttributor, JointAttributor
where Configuration: CoalitionConfiguration {
  /// The model that is explained.
  var model: any Model { get }

  /// The partition of the features into segments, which the players are taken from; by default that
  /// of the settings.
  ///
  /// - Throws: ``AttributionError`` for a segmentation that does not fit the shape.
  func segments(of shape: InputShape) throws -> Segments

  /// Explains the input of a game.
  ///
  /// - Returns: one attribution for each of the game's objectives; each states the evaluations of
  ///   all objectives together.
  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`.
  func attributions(of game: inout CoalitionGame) throws -> [Attribution]
}

extension CoalitionAttributor {
  public var reference: Background? { settings.background }

  /// Checks everything that can be checked without an input: the ranges of settings, and whether
  /// the background and the segments fit the model.
  ///
  /// - Returns: the rows of the background, and the segments.
  @discardableResult
  func validateSettings() throws -> (background: Matrix, segments: Segments) {
    try settings.validate()
    return (
      try settings.background.matrix(width: model.inputShape.count),
      try segments(of: model.inputShape)
    )
  }

  public func segments(of shape: InputShape) throws -> Segments {
    try settings.segmentation.segments(of: shape)
  }

  /// Explains every row of `inputs`, row r by `objectives[r]`, each with a game of its own. Rows
  /// are explained in parallel.
  ///
  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    let (background, segments) = try validateSettings()
    try validate(inputs, objectives: objectives, for: model, work: work)
    guard inputs.rows > 0 else { return [] }
    let scores = try model.checkedScores(of: background)
    let games = Dictionary(
      uniqueKeysWithValues: Set(objectives).map { objective in
        (
          objective,
          GameSetting(
            model: model, background: background, segments: segments, objectives: [objective],
            scoresOfBackground: scores)
        )
      })
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      guard let setting = games[objectives[row]] else {
        preconditionFailure("a setting for each objective")
      }
      var game = CoalitionGame(setting, input: Array(inputs[row: row]), work: work)
      return try attributions(of: &game)[0]
    }
  }

  /// Explains one input by several objectives, for example all ten classes, with the same
  /// evaluations.
  ///
  /// - Returns: one attribution for each objective; each states the evaluations of all objectives
  ///   together.
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of input: [Float], objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    guard !objectives.isEmpty else { return [] }
    var game = try game(of: input, objectives: objectives, work: work)
    return try attributions(of: &game)
  }

  /// The game of one input.
  func game(of input: [Float], objectives: [Objective], work: Work) throws -> CoalitionGame {
    let (background, segments) = try validateSettings()
    let copies = Matrix(row: input).rows(at: objectives.map { _ in 0 })
    try validate(copies, objectives: objectives, for: model)
    return CoalitionGame(
      model: model, input: input, background: background, segments: segments,
      objectives: objectives, work: work)
  }
}
