import LimnCore
import LimnNetwork

/// Coalitions evaluated by any model as masked inputs: the features of present players come from
/// the input, all others from the background row. Values are copied, not computed, so they are
/// exact.
struct MaskedInputs: CoalitionEvaluator {
  private let model: any Model
  private let absent: [Float]
  /// The exclusive or of the bits of a feature's two values.
  private let both: [UInt32]
  /// The features of all players, grouped by player, each with its two possible values.
  private let choices: [Choice]
  /// The index of each player's first choice, followed by the number of all choices.
  private let bounds: [Int]
  private let reader: ObjectiveReader
  private let widest: Int

  private struct Choice {
    let feature: Int
    let player: Int
    let shown: Float
    let hidden: Float

    /// The value of the feature in a coalition. It is selected by a bit mask because a branch would
    /// be mispredicted about half of the time.
    @inline(__always)
    func value(isPresent: Float) -> Float {
      let mask: UInt32 = isPresent.bitPattern == 0 ? 0 : .max
      let (present, absent) = (shown.bitPattern, hidden.bitPattern)
      return Float(bitPattern: absent ^ ((present ^ absent) & mask))
    }
  }

  init(
    model: any Model, input: [Float], absent: [Float], members: [Players.Member], players: Int,
    reader: ObjectiveReader
  ) {
    self.model = model
    self.widest = max(absent.count, model.widestValue)
    self.absent = absent
    self.choices = members.map {
      Choice(
        feature: $0.feature, player: $0.player, shown: input[$0.feature],
        hidden: absent[$0.feature])
    }
    // Features outside the game have the background's value in a coalition and in its complement.
    var both = [UInt32](repeating: 0, count: absent.count)
    for choice in choices {
      both[choice.feature] = choice.shown.bitPattern ^ choice.hidden.bitPattern
    }
    self.both = both
    var bounds = [Int](repeating: 0, count: players + 1)
    for member in members { bounds[member.player + 1] += 1 }
    for player in 0..<players { bounds[player + 1] += bounds[player] }
    self.bounds = bounds
    self.reader = reader
  }

  /// The model's widest intermediate value, since it determines the memory of a batch.
  var width: Int { widest }
  private var columns: Int { absent.count }

  func readings(of coalitions: Coalitions, complements: Bool) throws -> [Double] {
    let count = coalitions.count
    let batch = Matrix(rows: complements ? 2 * count : count, columns: columns) { target in
      guard let start = target.baseAddress else { return }
      let opposite = complements ? start + count * columns : nil
      switch coalitions {
      case .members(let matrix): fill(start, complements: opposite, members: matrix)
      case .walks(let walks):
        var cursor = start
        walks.visit { fill(&cursor, walk: $0, inverted: false) }
        if complements { walks.visit { fill(&cursor, walk: $0, inverted: true) } }
      }
    }
    return reader.readings(of: try model.checkedScores(of: batch))
  }

  private func fill(
    _ target: UnsafeMutablePointer<Float>, complements: UnsafeMutablePointer<Float>?,
    members: Matrix
  ) {
    members.elements.withUnsafeBufferPointer { elements in
      choices.withUnsafeBufferPointer { choices in
        both.withUnsafeBufferPointer { both in
          for row in 0..<members.rows {
            let (start, shown) = (row &* members.columns, target + row &* columns)
            shown.initialize(from: absent, count: columns)
            for choice in choices {
              shown[choice.feature] = choice.value(isPresent: elements[start &+ choice.player])
            }
            guard let complements else { continue }
            let hidden = complements + row &* columns
            for feature in 0..<columns {
              hidden[feature] = Float(bitPattern: both[feature] ^ shown[feature].bitPattern)
            }
          }
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
        cursor.initialize(from: absent, count: columns)
        for player in present.indices where present[player] { show(player, in: cursor) }
      } else {
        cursor.initialize(from: cursor - columns, count: columns)
        if present[player] { show(player, in: cursor) } else { hide(player, in: cursor) }
      }
      cursor += columns
    }
  }

  private func show(_ player: Int, in row: UnsafeMutablePointer<Float>) {
    for place in bounds[player]..<bounds[player + 1] {
      row[choices[place].feature] = choices[place].shown
    }
  }

  private func hide(_ player: Int, in row: UnsafeMutablePointer<Float>) {
    for place in bounds[player]..<bounds[player + 1] {
      row[choices[place].feature] = choices[place].hidden
    }
  }
}
