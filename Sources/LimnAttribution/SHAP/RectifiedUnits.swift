import LimnCore
import LimnNetwork

/// The logits of a network with one hidden rectifier layer, or none, as a sum over hidden units:
/// `d + Σ_j V_j g(u_j(S))` with pre-activations `u_j(S) = c_j + Σ_{i∈S} a_ij` and
/// `g(u) = s u + (1 − s) max(u, 0)`, where s is the slope below 0.
///
/// Rows have one value for each unit, padded with zeros to ``stride``, so that loops run over whole
/// vectors.
final class RectifiedUnits: Sendable {
  /// The vector type of loops: two registers of baseline x86-64.
  typealias Lanes = SIMD4<Double>

  /// The number of units.
  let count: Int
  /// The number of units, rounded up to whole vectors.
  let stride: Int
  /// The slope s below 0; 1 for a network without hidden layers.
  let slope: Double
  /// The weights, inputs × stride.
  private let weights: [Double]
  /// The bias, one row.
  private let bias: [Double]
  private let output: AffineMap
  private let schema: OutputSchema

  /// Returns `nil` for any other model.
  init?(_ model: any Model) {
    let taken = model.network?.behindCategories?.network ?? model
    guard let view = taken.visibleAnatomy?.rectifierChain, view.hidden.count < 2 else {
      return nil
    }
    // A model without hidden layers has linear units.
    slope = view.hidden.first?.negativeSlope ?? 1
    output = view.hidden.isEmpty ? .identity(model.outputCount) : view.output
    schema = model.output
    let hidden = view.first
    let (units, lanes) = (hidden.outputs, Lanes.scalarCount)
    let stride = (units + lanes - 1) / lanes * lanes
    let padding = [Double](repeating: 0, count: stride - units)
    count = units
    self.stride = stride
    weights = (0..<hidden.inputs).flatMap {
      hidden.weights[$0 * units..<($0 + 1) * units] + padding
    }
    bias = hidden.bias + padding
  }

  /// Whether all objectives are logits, or weighted sums of them.
  func applies(to objectives: [Objective]) -> Bool {
    objectives.allSatisfy { !schema.response(ofValid: $0).isCurved }
  }

  /// V, one row: the weight of each unit in the objective.
  func outgoing(for objective: Objective) -> [Double] {
    (0..<stride).map { unit in
      guard unit < count else { return 0 }
      let row = unit * output.outputs
      return objective.sum { output.weights[row + $0] }
    }
  }

  /// c, one row: the pre-activations for the empty coalition.
  ///
  /// - Parameter absent: the first layer's inputs for the empty coalition.
  func starts(before absent: some Sequence<Float>) -> [Double] {
    var starts = bias
    starts.withUnsafeMutableBufferPointer { starts in
      for (feature, value) in absent.enumerated() {
        add(Double(value), timesFeature: feature, to: starts.baseAddress!)
      }
    }
    return starts
  }

  /// a, players × stride: each player's features as differences from the background's `row`, times
  /// their weights.
  func steps(_ game: CoalitionGame, backgroundRow row: Int) -> [Double] {
    var steps = [Double](repeating: 0, count: game.players.count * stride)
    let numbers = game.numbers
    let absent = numbers.background[row: row]
    steps.withUnsafeMutableBufferPointer { steps in
      for member in numbers.members {
        let feature = member.feature
        let difference =
          Double(numbers.input[feature]) - Double(absent[absent.startIndex + feature])
        add(difference, timesFeature: feature, to: steps.baseAddress! + member.player * stride)
      }
    }
    return steps
  }

  /// The steps of all players for each unit: units × players.
  func lines(_ game: CoalitionGame, backgroundRow row: Int) -> [[Double]] {
    let players = game.players.count
    return steps(game, backgroundRow: row).withUnsafeBufferPointer { steps in
      (0..<count).map { unit in
        [Double](unsafeUninitializedCapacity: players) { line, initialized in
          for player in 0..<players { line[player] = steps[player * stride + unit] }
          initialized = players
        }
      }
    }
  }

  private func add(
    _ factor: Double, timesFeature feature: Int, to row: UnsafeMutablePointer<Double>
  ) {
    guard factor != 0 else { return }
    weights.withUnsafeBufferPointer { weights in
      let weights = weights.baseAddress! + feature * stride
      for unit in 0..<stride { row[unit] += factor * weights[unit] }
    }
  }
}
