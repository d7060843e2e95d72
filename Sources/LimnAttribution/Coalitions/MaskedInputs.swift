import LimnCore

/// Coalitions shown to any model as inputs: a present player's features from the input, all others
/// from the background row. Every value is copied, never computed, so the model sees the exact input.
struct MaskedInputs: CoalitionEvaluator {
  private let model: any Model
  private let input: [Float]
  private let absent: [Float]
  private let features: [[Int]]
  /// The features of all players, each with its player and the two values it may have.
  private let choices: [Choice]
  private let reader: ObjectiveReader

  private struct Choice {
    let feature: Int
    let player: Int
    let shown: Float
    let hidden: Float
  }

  init(
    model: any Model, input: [Float], absent: [Float], players: Players, reader: ObjectiveReader
  ) {
    self.model = model
    self.input = input
    self.absent = absent
    self.features = (0..<players.count).map(players.features)
    self.choices = features.enumerated().flatMap { player, features in
      features.map {
        Choice(feature: $0, player: player, shown: input[$0], hidden: absent[$0])
      }
    }
    self.reader = reader
  }

  var width: Int { input.count }

  func readings(of coalitions: Coalitions, complements: Bool) throws -> [Double] {
    let count = coalitions.count
    let batch = Matrix(rows: complements ? 2 * count : count, columns: width) { target in
      var cursor = target.baseAddress!
      for inverted in complements ? [false, true] : [false] {
        switch coalitions {
        case .members(let matrix): fill(&cursor, members: matrix, inverted: inverted)
        case .walks(let walks): walks.visit { fill(&cursor, walk: $0, inverted: inverted) }
        }
      }
    }
    return reader.readings(of: try model.checkedScores(of: batch))
  }

  private func fill(
    _ cursor: inout UnsafeMutablePointer<Float>, members: Matrix, inverted: Bool
  ) {
    members.elements.withUnsafeBufferPointer { elements in
      choices.withUnsafeBufferPointer { choices in
        for row in 0..<members.rows {
          cursor.initialize(from: absent, count: width)
          let start = row * members.columns
          // A choice, not a branch: half of the players would be guessed wrong.
          for choice in choices {
            let isShown = (elements[start &+ choice.player] != 0) != inverted
            cursor[choice.feature] = isShown ? choice.shown : choice.hidden
          }
          cursor += width
        }
      }
    }
  }

  private func fill(
    _ cursor: inout UnsafeMutablePointer<Float>, walk: CoalitionWalks.Walk, inverted: Bool
  ) {
    var present = walk.start.map { $0 != inverted }
    for (step, player) in walk.flips.enumerated() {
      present[player].toggle()
      if step == 0 {
        cursor.initialize(from: absent, count: width)
        for player in present.indices where present[player] { show(player, in: cursor) }
      } else {
        cursor.initialize(from: cursor - width, count: width)
        if present[player] { show(player, in: cursor) } else { hide(player, in: cursor) }
      }
      cursor += width
    }
  }

  private func show(_ player: Int, in row: UnsafeMutablePointer<Float>) {
    for feature in features[player] { row[feature] = input[feature] }
  }

  private func hide(_ player: Int, in row: UnsafeMutablePointer<Float>) {
    for feature in features[player] { row[feature] = absent[feature] }
  }
}
