import LimnCore

/// The players of an input's game: the segments in which it differs from the background.
///
/// A segment whose features all equal the background changes nothing when it joins, so its value is
/// exactly 0 and it is excluded from the game. About half of a digit's pixels are excluded.
public struct Players: Sendable, Equatable {
  /// The partition the players are taken from.
  public let segments: Segments
  /// The segment index of each player, ascending.
  public let active: [Int]

  /// Finds the players of an input's game.
  ///
  /// - Parameters:
  ///   - input: the explained row.
  ///   - background: the background, one row or more of the same width.
  ///   - segments: the partition of the features.
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

  /// A feature in the game.
  struct Member {
    let player: Int
    let feature: Int
  }

  /// The features of all players, grouped by player.
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

  /// Divides each player's value equally among its features, which preserves the sum; features
  /// outside the game get exactly 0.
  ///
  /// - Parameter values: one for each player.
  /// - Returns: one value for each feature.
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
