import LimnCore
import LimnNetwork

/// What the games of a batch share: the model, the background, and everything that can be computed
/// from these without an input.
///
/// A class because many threads share it; see ``SplitNetwork``.
final class GameSetting: Sendable {
  let model: any Model
  /// The values of absent features, one row or more.
  let background: Matrix
  let segments: Segments
  let objectives: [Objective]
  /// Reads the objectives from the model's scores.
  let reader: ObjectiveReader
  /// The model's scores of the background, if already computed.
  let scoresOfBackground: Matrix?
  /// The encoding of categories at the network's input, if there is one.
  private let encoding: CategoryEncoding?
  /// The background in terms of the first layer's inputs.
  private let numbers: Matrix
  /// The model split for the objectives, if possible.
  private let split: SplitNetwork?
  /// The first layer's outputs for the background's rows, if the model is split.
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
    let behind = model.network?.behindCategories
    self.encoding = behind?.encoding
    self.numbers = behind?.encoding.encoded(background) ?? background
    self.split = SplitNetwork(behind?.network ?? model, objectives: objectives)
    self.preactivations = split?.preactivations(of: numbers)
  }

  /// A game in terms of the first layer's inputs, in which a category is encoded as one number for
  /// each of its column's words; all of them belong to the same player.
  struct Numbers {
    let input: [Float]
    let background: Matrix
    /// The inputs of all players, grouped by player.
    let members: [Players.Member]
  }

  func numbers(of input: [Float], players: Players) -> Numbers {
    guard let encoding else {
      return Numbers(input: input, background: background, members: players.members)
    }
    return Numbers(
      input: encoding.encoded(Matrix(row: input)).elements, background: numbers,
      members: players.members.flatMap { member in
        (encoding.starts[member.feature]..<encoding.starts[member.feature + 1]).map {
          Players.Member(player: member.player, feature: $0)
        }
      })
  }

  /// The evaluators for coalitions of `input`, one for each row of the background.
  ///
  /// - Parameter numbers: the game in terms of the first layer's inputs.
  func evaluators(of input: [Float], players: Players, numbers: Numbers)
    -> [any CoalitionEvaluator]
  {
    let members = encoding == nil ? numbers.members : players.members
    return (0..<background.rows).map { row in
      if let split, let preactivations,
        let first = FirstLayer(
          split, absent: Array(preactivations[row: row]),
          differences: zip(numbers.input, numbers.background[row: row]).map { $0 - $1 },
          members: numbers.members, players: players.count)
      {
        return first
      }
      return MaskedInputs(
        model: model, input: input, absent: Array(background[row: row]), members: members,
        players: players.count, reader: reader)
    }
  }
}
