import LimnCore

/// Who plays the game of one input: the segments in which it differs from the background.
///
/// A segment whose features all equal the background changes nothing when it joins, so its value is
/// exactly 0 and it leaves the game. Half of a digit's pixels go this way.
public struct Players: Sendable, Equatable {
  /// The partition the players come from.
  public let segments: Segments
  /// The segment of each player, ascending.
  public let active: [Int]

  /// The segments of an input that differ from the background: only they play.
  ///
  /// - Parameters:
  ///   - input: the row that is explained.
  ///   - background: one row or more, of the same width.
  public init(input: [Float], background: Matrix, segments: Segments) {
    precondition(
      input.count == background.columns && input.count == segments.labels.count,
      "an input of \(input.count) features, a background of \(background.columns)")
    var plays = [Bool](repeating: false, count: segments.count)
    for row in 0..<background.rows {
      for (feature, value) in background[row: row].enumerated() where value != input[feature] {
        plays[segments.labels[feature]] = true
      }
    }
    self.segments = segments
    self.active = plays.indices.filter { plays[$0] }
  }

  /// The number of players.
  public var count: Int { active.count }

  /// A feature that plays.
  struct Member {
    let player: Int
    let feature: Int
  }

  /// The features of all players, player after player.
  var members: [Member] {
    var members: [Member] = []
    members.reserveCapacity(segments.features.count)
    for (player, segment) in active.enumerated() {
      for place in segments.bounds[segment]..<segments.bounds[segment + 1] {
        members.append(Member(player: player, feature: segments.features[place]))
      }
    }
    return members
  }

  /// Hands each player's value down to its features in equal shares, so that the sum stays; features
  /// outside the game get exactly 0.
  public func shared(_ values: [Double]) -> [Double] {
    precondition(values.count == count, "\(values.count) values for \(count) players")
    var result = [Double](repeating: 0, count: segments.labels.count)
    for (value, segment) in zip(values, active) {
      let places = segments.bounds[segment]..<segments.bounds[segment + 1]
      for place in places { result[segments.features[place]] = value / Double(places.count) }
    }
    return result
  }
}
