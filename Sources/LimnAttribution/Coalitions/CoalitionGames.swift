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
    of inputs: Matrix, objectives: [Objective], workers: Int,
    by explain: @Sendable (inout CoalitionGame) throws -> [Attribution]
  ) throws -> [Attribution] {
    try validate(inputs, objectives: objectives, for: model, workers: workers)
    let splits = Dictionary(
      uniqueKeysWithValues: Set(objectives).map { ($0, SplitNetwork(model, objectives: [$0])) })
    return try parallelMap(count: inputs.rows, workers: workers) { row in
      let objective = objectives[row]
      var game = game(
        of: Array(inputs[row: row]), objectives: [objective], split: splits[objective] ?? nil)
      return try explain(&game)[0]
    }
  }

  /// One input explained by several objectives through one game.
  ///
  /// - Throws: as ``attributions(of:objectives:workers:by:)``.
  func attributions(
    of input: [Float], objectives: [Objective],
    by explain: (inout CoalitionGame) throws -> [Attribution]
  ) throws -> [Attribution] {
    guard !objectives.isEmpty else { return [] }
    let copies = Matrix(row: input).rows(at: objectives.map { _ in 0 })
    try validate(copies, objectives: objectives, for: model)
    var game = game(
      of: input, objectives: objectives, split: SplitNetwork(model, objectives: objectives))
    return try explain(&game)
  }

  private func game(of input: [Float], objectives: [Objective], split: SplitNetwork?)
    -> CoalitionGame
  {
    CoalitionGame(
      model: model, split: split, input: input, background: background, segments: segments,
      objectives: objectives)
  }
}
