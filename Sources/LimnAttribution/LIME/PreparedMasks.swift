import LimnCore

/// Masks and their regression, shared by all inputs with as many players.
final class PreparedMasks: Sendable {
  /// All that masks and their regression depend on.
  struct Key: Hashable {
    let players: Int
    let samples: Int
    let kernelWidth: Double
    let ridge: Double
    let distance: MaskDistance
    let sampling: MaskSampling
    let seed: UInt64
    /// Whether inputs are fitted on all players, not on some that each chooses.
    let fitsAll: Bool
  }

  /// The masks to evaluate: all but the input's own; of a pair the first.
  private let drawn: Coalitions
  private let isPaired: Bool
  let regression: PreparedRegression

  /// - Parameter weights: π for each number of present players.
  /// - Throws: `AttributionError.rankDeficient` without a penalty to decide.
  init(_ key: Key, weights: [Double]) throws {
    // The empty mask is evaluated in any case. Pairs have it beside the input; independent masks
    // leave it out, as lime does, and keep its place in the budget.
    let sample = MaskSample(
      key.sampling, players: key.players,
      count: key.sampling == .paired ? key.samples / 2 : key.samples - 1,
      stream: RandomStream(seed: key.seed))
    let members = sample.members.elements.map(Double.init)
    var sizes = stride(from: 0, to: members.count, by: key.players).map { start in
      members[start..<start + key.players].count { $0 == 1 }
    }
    if sample.isPaired { sizes += sizes.map { key.players - $0 } }
    drawn = .members(sample.members.rows(1..<sample.members.rows))
    isPaired = sample.isPaired
    regression = try PreparedRegression(
      SurrogateDesign(
        DesignPoints(
          drawn: members, count: sizes.count, features: key.players, isPaired: sample.isPaired),
        weights: sizes.map { weights[$0] }), ridge: key.ridge, isShared: key.fitsAll)
  }

  /// The score of each point less that of the input: points × objectives.
  ///
  /// - Throws: what evaluating the game throws.
  func scores(_ game: inout CoalitionGame, ends: CoalitionEnds) throws -> [Double] {
    let outputs = game.objectives.count
    var scores = ends.full
    if isPaired {
      let (values, complements) = try game.valuesWithComplements(of: drawn)
      scores += values + ends.empty + complements
    } else {
      scores += try game.values(of: drawn)
    }
    for index in scores.indices { scores[index] -= ends.full[index % outputs] }
    return scores
  }
}
