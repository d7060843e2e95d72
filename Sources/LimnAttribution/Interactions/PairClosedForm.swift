import LimnCore

/// Interactions of pairs from closed-form Shapley values: the value of i if j is present minus its
/// value if j is absent, `I_ij = φ_i(v | j present) − φ_i(v | j absent)`, in the game of the other
/// players. Each term is the Shapley value of a game in which j's features are fixed, so every
/// closed form for Shapley values also gives interactions.
struct PairClosedForm {
  let closedForm: AnalyticShapley
  let model: any Model
  let segments: Segments
  let objective: Objective

  /// The values for one objective.
  struct Estimate {
    /// segments × segments.
    let pairs: [Double]
    let errorBounds: [Double]
  }

  /// - Parameter active: the segments in the game.
  /// - Throws: `CancellationError`.
  func estimate(input: [Float], background: Matrix, active: [Int], work: Work) throws -> Estimate {
    let (n, members) = (segments.count, segments.members)
    var pairs = [Double](repeating: 0, count: n * n)
    var bounds = pairs
    let shares = work.shares(of: active.count)
    for fixed in active {
      let share = shares.share()
      for row in 0..<background.rows {
        let absent = Array(background[row: row])
        for isPresent in [true, false] {
          try work.checkpoint()
          var (shown, hidden) = (input, absent)
          for feature in members[fixed] {
            if isPresent {
              hidden[feature] = input[feature]
            } else {
              shown[feature] = absent[feature]
            }
          }
          let game = CoalitionGame(
            model: model, input: shown, background: Matrix(row: hidden), segments: segments,
            objectives: [objective], work: work.silent)
          let found = try closedForm.estimates(game)
          let estimate = found[0]
          // Each pair is computed twice, once with either player fixed.
          let weight = (isPresent ? 0.5 : -0.5) / Double(background.rows)
          for (place, segment) in game.players.active.enumerated() {
            let (value, bound) = (
              weight * estimate.values[place],
              abs(weight) * (estimate.errorBounds?[place] ?? 0)
            )
            pairs[fixed * n + segment] += value
            pairs[segment * n + fixed] += value
            bounds[fixed * n + segment] += bound
            bounds[segment * n + fixed] += bound
          }
        }
      }
      share.finish()
    }
    return Estimate(pairs: pairs, errorBounds: bounds)
  }
}
