import LimnCore
import LimnNetwork

/// The games of a batch of inputs: what they share is found once.
struct CoalitionGames: Sendable {
  private let model: any Model
  private let background: Matrix
  private let segments: Segments

  /// - Throws: what makes the background or the segments unfit for the model.
  init(_ model: any Model, background: Background, segmentation: Segmentation) throws {
    self.model = model
    self.background = try background.matrix(width: model.inputShape.count)
    self.segments = try segmentation.segments(of: model.inputShape)
  }

  /// Every row of `inputs` explained by its objective through a game of its own; rows in parallel.
  ///
  /// - Throws: `ModelError`, `AttributionError`, or what `explain` throws.
  func attributions(
    of inputs: Matrix, objectives: [Objective], work: Work,
    by explain: @Sendable (inout CoalitionGame) throws -> [Attribution]
  ) throws -> [Attribution] {
    try validate(inputs, objectives: objectives, for: model, work: work)
    guard inputs.rows > 0 else { return [] }
    let scores = try model.checkedScores(of: background)
    let settings = Dictionary(
      uniqueKeysWithValues: Set(objectives).map { ($0, setting([$0], scores)) })
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      guard let setting = settings[objectives[row]] else {
        preconditionFailure("a setting for each objective")
      }
      var game = CoalitionGame(setting, input: Array(inputs[row: row]), work: work)
      return try explain(&game)[0]
    }
  }

  /// One input explained by several objectives through one game.
  ///
  /// - Throws: as ``attributions(of:objectives:work:by:)``.
  func attributions(
    of input: [Float], objectives: [Objective], work: Work,
    by explain: (inout CoalitionGame) throws -> [Attribution]
  ) throws -> [Attribution] {
    guard !objectives.isEmpty else { return [] }
    let copies = Matrix(row: input).rows(at: objectives.map { _ in 0 })
    try validate(copies, objectives: objectives, for: model)
    var game = CoalitionGame(setting(objectives, nil), input: input, work: work)
    return try explain(&game)
  }

  private func setting(_ objectives: [Objective], _ scoresOfBackground: Matrix?) -> GameSetting {
    GameSetting(
      model: model, background: background, segments: segments, objectives: objectives,
      scoresOfBackground: scoresOfBackground)
  }
}
