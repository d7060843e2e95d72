import LimnCore

/// What the games of a batch share: the model, what absent features show, and all that follows from
/// these without an input.
///
/// A class, as all that many threads take: see ``SplitNetwork``.
final class GameSetting: Sendable {
  let model: any Model
  /// What absent features show, one row or more.
  let background: Matrix
  let segments: Segments
  let objectives: [Objective]
  /// Reads the objectives from the model's scores.
  let reader: ObjectiveReader
  /// The model's scores of the background, where they were computed before.
  let scoresOfBackground: Matrix?
  /// The model taken apart for the objectives, where it can be.
  private let split: SplitNetwork?
  /// The first layer's outputs for the background's rows, where the model is taken apart.
  private let preactivations: Matrix?

  init(
    model: any Model, background: Matrix, segments: Segments, objectives: [Objective],
    scoresOfBackground: Matrix? = nil
  ) {
    self.model = model
    self.background = background
    self.segments = segments
    self.objectives = objectives
    self.reader = ObjectiveReader(objectives: objectives, output: model.output)
    self.scoresOfBackground = scoresOfBackground
    self.split = SplitNetwork(model, objectives: objectives)
    self.preactivations = split?.preactivations(of: background)
  }

  /// What evaluates coalitions of `input`, for each row of the background.
  func evaluators(of input: [Float], players: Players) -> [any CoalitionEvaluator] {
    let members = players.members
    return (0..<background.rows).map { row in
      let absent = Array(background[row: row])
      if let split, let preactivations,
        let first = FirstLayer(
          split, absent: Array(preactivations[row: row]),
          differences: zip(input, absent).map { $0 - $1 }, members: members,
          players: players.count)
      {
        return first
      }
      return MaskedInputs(
        model: model, input: input, absent: absent, members: members, players: players.count,
        reader: reader)
    }
  }
}
