import LimnCore

/// Masks and their regression, shared by all inputs with the same number of players.
final class MaskDesign: Sendable {
  /// Everything that masks and their regression depend on.
  struct Key: Hashable {
    let players: Int
    let samples: Int
    let kernelWidth: Double
    let ridge: Double
    let distance: MaskDistance
    let sampling: MaskSampling
    let seed: UInt64
    /// Whether inputs are fitted on all players, not on a selection for each.
    let fitsAll: Bool
  }

  /// The masks to evaluate, without the input itself; the first of each pair.
  private let drawn: Coalitions
  let regression: RidgeRegression

  /// - Parameter weights: π for each number of present players.
  /// - Throws: ``AttributionError/rankDeficient(samples:features:)`` for a singular system without
  ///   a penalty.
  init(_ key: Key, weights: [Double]) throws {
    let (n, isPaired) = (key.players, key.sampling == .paired)
    // The empty mask is evaluated in any case. In paired sampling it is the complement of the
    // input; independent sampling excludes it from the regression, as lime does, but counts it in
    // the budget.
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

  /// The score of each point minus that of the input: points × objectives.
  ///
  /// - Throws: any error of evaluating the game.
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
