import LimnCore
import LimnNetwork

/// The settings of a method that shows and hides groups of features.
public protocol CoalitionConfiguration: MethodConfiguration {
  /// What absent features show; over several rows the score is averaged.
  var background: Background { get }
  /// How features are grouped into players.
  var segmentation: Segmentation { get }
}

/// A method that explains an input by what coalitions of its features are worth: it is handed the game of
/// each input, and what the games of a batch share is found once.
public protocol CoalitionAttributor: ConfigurableAttributor, JointAttributor
where Configuration: CoalitionConfiguration {
  /// The model that is explained.
  var model: any Model { get }

  /// The players' features; the segments of the settings unless a method has its own.
  func segments(of shape: InputShape) throws -> Segments

  /// Explains the input of one game.
  ///
  /// - Returns: one attribution for each of the game's objectives; each states the evaluations spent on
  ///   all.
  func attributions(of game: inout CoalitionGame) throws -> [Attribution]
}

extension CoalitionAttributor {
  public var reference: Background? { settings.background }

  /// What can be refused without an input: settings out of their ranges, and a background or segments that
  /// do not fit the model.
  ///
  /// - Returns: what absent features show, and the players' features.
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

  /// Explains every row of `inputs`, row r by `objectives[r]`, through a game of its own; rows in parallel.
  ///
  /// - Throws: `ModelError`; `AttributionError`, among them `.outOfRange`, and what the method throws of
  ///   a game.
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

  /// Explains one input by several objectives, for example all ten classes, from the same evaluations.
  ///
  /// - Returns: one attribution for each objective; each states the evaluations spent on all.
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
