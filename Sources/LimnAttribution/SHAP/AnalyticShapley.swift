/// Shapley values of the logits of a network with one hidden layer of rectifiers, or none, without
/// sampling and for any number of players.
///
/// Shapley values are linear in the game: with the logit a sum over hidden units as in
/// ``RectifiedUnits``, the values of each unit's game add up,
/// `φ_i = Σ_j V_j [s a_ij + (1 − s) ψ_ij]`, where ψ_j are those of `max(u_j(S), 0)`; see
/// ``RectifiedSum``. All classes share the units' values, and a background's rows are averaged. The
/// model itself is evaluated at the ends alone.
struct AnalyticShapley: Sendable {
  private let units: RectifiedUnits

  init(_ units: RectifiedUnits) {
    self.units = units
  }

  /// Cost: hidden units × players² operations, times about 100, for each background row.
  func estimates(_ game: CoalitionGame) -> [ShapleyEstimate] {
    precondition(units.applies(to: game.objectives), "closed forms are of logits")
    let n = game.players.count
    var values = [[Double]](
      repeating: [Double](repeating: 0, count: n), count: game.objectives.count)
    let rectified = RectifiedSum(players: n)
    let outgoing = game.objectives.map(units.outgoing)
    let slope = units.slope
    for row in 0..<game.background.rows {
      let starts = units.starts(before: game.background[row: row])
      let steps = units.steps(game, backgroundRow: row)
      for unit in 0..<units.count {
        let line = (0..<n).map { steps[$0 * units.stride + unit] }
        let bend = slope == 1 ? line : rectified.shapleyValues(start: starts[unit], steps: line)
        for (index, outgoing) in outgoing.enumerated() {
          let weight = outgoing[unit] / Double(game.background.rows)
          for player in 0..<n {
            values[index][player] += weight * (slope * line[player] + (1 - slope) * bend[player])
          }
        }
      }
    }
    return values.map { ShapleyEstimate(values: $0, standardErrors: nil) }
  }
}
