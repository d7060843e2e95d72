import LimnCore
import LimnNetwork

/// Shapley values of the logits of a network with one hidden layer of rectifiers, or none, without
/// sampling and for any number of players.
///
/// The logit is `d + Σ_j V_j g(u_j(S))` with pre-activations `u_j(S) = c_j + Σ_{i∈S} a_ij` and
/// `g(u) = s u + (1 − s) max(u, 0)`, s the slope below 0. Shapley values are linear in the game: the
/// values of each hidden unit's game add up, `φ_i = Σ_j V_j [s a_ij + (1 − s) ψ_ij]`, where ψ_j are
/// those of `max(u_j(S), 0)`; see ``RectifiedSum``. All classes share the units' values, and a
/// background's rows are averaged. The model itself is evaluated at the ends alone.
struct AnalyticShapley: Sendable {
  private let hidden: AffineMap
  private let slope: Double
  private let output: AffineMap

  /// `nil` when the model is of another kind.
  init?(_ model: any Model) {
    guard let network = model as? Network else { return nil }
    do {
      let view = try PiecewiseLinearNetwork(network)
      guard view.hidden.count < 2 else { return nil }
      // A model without hidden layer is one of units that are lines.
      hidden = view.first
      slope = view.hidden.first?.negativeSlope ?? 1
      output = view.hidden.isEmpty ? .identity(network.outputCount) : view.output
    } catch {
      return nil
    }
  }

  /// Whether all that a game asks for are logits.
  static func applies(to objectives: [Objective]) -> Bool {
    objectives.allSatisfy { $0.scale == .logit }
  }

  /// Cost: hidden units × players² operations, times about 100, for each background row.
  func estimates(_ game: CoalitionGame) -> [ShapleyEstimate] {
    precondition(Self.applies(to: game.objectives), "closed forms are of logits")
    let n = game.players.count
    var values = [[Double]](
      repeating: [Double](repeating: 0, count: n), count: game.objectives.count)
    let rectified = RectifiedSum(players: n)
    for row in 0..<game.background.rows {
      let absent = game.background[row: row].map(Double.init)
      let start = hidden(absent)
      let steps = contributions(game, absent: absent)
      for unit in 0..<hidden.outputs {
        let line = (0..<n).map { steps[$0 * hidden.outputs + unit] }
        let bend = slope == 1 ? line : rectified.shapleyValues(start: start[unit], steps: line)
        for (index, objective) in game.objectives.enumerated() {
          let outgoing = output.weights[unit * output.outputs..<(unit + 1) * output.outputs]
          let against = objective.against.map { outgoing[outgoing.startIndex + $0] } ?? 0
          let weight =
            (outgoing[outgoing.startIndex + objective.target] - against)
            / Double(game.background.rows)
          for player in 0..<n {
            values[index][player] += weight * (slope * line[player] + (1 - slope) * bend[player])
          }
        }
      }
    }
    return values.map { ShapleyEstimate(values: $0, standardErrors: nil) }
  }

  /// `a`, players × hidden units: each player's features as differences, times their weights.
  private func contributions(_ game: CoalitionGame, absent: [Double]) -> [Double] {
    let units = hidden.outputs
    var result = [Double](repeating: 0, count: game.players.count * units)
    for player in 0..<game.players.count {
      for feature in game.players.features(of: player) {
        let difference = Double(game.input[feature]) - absent[feature]
        for unit in 0..<units {
          result[player * units + unit] += difference * hidden.weights[feature * units + unit]
        }
      }
    }
    return result
  }
}
