import LimnCore

/// Masks and their regression, shared by all inputs with as many players.
final class MaskDesign: Sendable {
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
  let regression: RidgeRegression

  /// - Parameter weights: π for each number of present players.
  /// - Throws: `AttributionError.rankDeficient` without a penalty to decide.
  init(_ key: Key, weights: [Double]) throws {
    let (n, isPaired) = (key.players, key.sampling == .paired)
    // The empty mask is evaluated in any case. Pairs have it beside the input; independent masks
    // leave it out, as lime does, and keep its place in the budget.
    let masks = key.sampling.masks(
      players: n, count: isPaired ? key.samples / 2 : key.samples - 1,
      stream: RandomStream(seed: key.seed))
    let members = masks.elements.map(Double.init)
    var sizes = stride(from: 0, to: members.count, by: n).map { start in
      members[start..<start + n].count { $0 == 1 }
    }
    if isPaired { sizes += sizes.map { n - $0 } }
    drawn = .members(masks.rows(1..<masks.rows))
    regression = try RidgeRegression(
      RegressionDesign(
        drawn: members, features: n, isPaired: isPaired, weights: sizes.map { weights[$0] }),
      ridge: key.ridge, isShared: key.fitsAll)
  }

  /// The score of each point less that of the input: points × objectives.
  ///
  /// - Throws: what evaluating the game throws.
  func scores(_ game: inout CoalitionGame, ends: CoalitionEnds) throws -> [Double] {
    let outputs = game.objectives.count
    var scores = ends.full
    if regression.design.isPaired {
      let (values, complements) = try game.valuesWithComplements(of: drawn)
      scores += values + ends.empty + complements
    } else {
      scores += try game.values(of: drawn)
    }
    for index in scores.indices { scores[index] -= ends.full[index % outputs] }
    return scores
  }
}
