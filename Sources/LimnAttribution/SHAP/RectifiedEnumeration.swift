import CRectifier
import LimnCore

/// The Shapley values of the logits of a network with one hidden rectifier layer, for few players,
/// by enumeration: the value of each coalition is summed over all units and all rows of the
/// background in double precision, and the Shapley values are computed from these sums.
///
/// ``RectifiedHalves`` needs fewer coalitions for a unit, but here the last step is shared by all
/// units, and the loops have no dependent steps and no mispredicted branches. With 64 units, 13
/// players and a background of 100 rows it takes a third of the time.
///
/// A player whose steps are 0 in all units has exactly the value 0, because the same numbers are
/// added in the same order with and without it.
struct RectifiedEnumeration {
  /// With more players the values of the coalitions would not fit in a core's cache.
  private static let mostPlayers = 16
  /// The number of background rows summed at a time, regardless of the number of threads.
  private static let rowsAtATime = 16

  private let units: RectifiedUnits
  private let game: CoalitionGame

  /// Returns `nil` if there are too many players, or if handling each unit separately costs less.
  init?(_ units: RectifiedUnits, _ game: CoalitionGame) {
    let players = game.players.count
    guard (1...Self.mostPlayers).contains(players), units.slope != 1,
      Self.cost(players: players, outputs: game.objectives.count)
        <= RectifiedHalves.cost(players: players)
    else { return nil }
    self.units = units
    self.game = game
  }

  /// The approximate number of operations for a unit; two outputs share a pass.
  private static func cost(players: Int, outputs: Int) -> Double {
    Double(1 << max(players, Int(LIMN_LOW_PLAYERS))) * Double((outputs + 1) / 2) / 2
  }

  /// The approximate number of operations.
  var cost: Double {
    Self.cost(players: game.players.count, outputs: game.objectives.count)
      * Double(units.count * game.background.rows)
  }

  /// The values with their error bounds; `nil` if the steps of a player are so much smaller than
  /// others' that its value would be lost in rounding errors.
  ///
  /// - Throws: `CancellationError`.
  func estimates() throws -> [ShapleyEstimate]? {
    let (n, rows, outputs) = (game.players.count, game.background.rows, game.objectives.count)
    let outgoing = game.objectives.flatMap(units.outgoing)
    let size = Self.rowsAtATime
    let parts = try parallelMap(count: (rows + size - 1) / size, work: game.work) { part in
      sums(of: part * size..<min((part + 1) * size, rows), outgoing: outgoing)
    }
    var whole = parts[0]
    for part in parts.dropFirst() { whole.add(part) }
    let weights = RectifiedSum.sizeWeights(players: n, present: 0, absent: 0)
    let (slope, bent, share) = (units.slope, 1 - units.slope, 1 / Double(rows))
    // One rounding error for each term in a coalition's value and in the sum over the coalitions of
    // one size.
    let terms =
      Double(2 * (n + 2 + units.count + rows + outputs)) + 2 * Self.mostOfASize(players: n)
    var result: [ShapleyEstimate] = []
    for output in 0..<outputs {
      let worths = whole.worths[output * whole.coalitions..<(output + 1) * whole.coalitions]
      let values = worths.withUnsafeBufferPointer {
        Self.shapleyValues($0, players: n, weights: weights)
      }
      let bound = Double.ulpOfOne * terms * share * whole.reaches[output]
      let sizes = whole.sizes[output * n..<(output + 1) * n].map { share * $0 }
      guard sizes.allSatisfy({ $0 == 0 || bound <= Self.ownShare * $0 }) else { return nil }
      result.append(
        ShapleyEstimate(
          values: (0..<n).map { player in
            share * (slope * whole.lines[output * n + player] + bent * values[player])
          }, standardErrors: nil, errorBounds: sizes.map { $0 == 0 ? 0 : bound }))
    }
    return result
  }

  /// The maximum error bound, relative to the sum of the magnitudes of a player's steps.
  private static let ownShare = 1e-6

  /// `C(n − 1, ⌊(n − 1)/2⌋)`.
  private static func mostOfASize(players n: Int) -> Double {
    (0..<(n - 1) / 2).reduce(1.0) { $0 * Double(n - 1 - $1) / Double($1 + 1) }
  }

  /// The sums over some rows of the background.
  private struct Sums {
    let coalitions: Int
    /// The values of the coalitions, outputs × coalitions.
    var worths: [Double]
    /// The weighted sums of the units' steps, outputs × players.
    var lines: [Double]
    /// The same sums of magnitudes, outputs × players.
    var sizes: [Double]
    /// For each output, the largest sum of magnitudes of a coalition's terms.
    var reaches: [Double]

    mutating func add(_ other: Sums) {
      for index in worths.indices { worths[index] += other.worths[index] }
      for index in lines.indices {
        lines[index] += other.lines[index]
        sizes[index] += other.sizes[index]
      }
      for index in reaches.indices { reaches[index] += other.reaches[index] }
    }
  }

  private func sums(of rows: Range<Int>, outgoing: [Double]) -> Sums {
    let (n, outputs, stride) = (game.players.count, game.objectives.count, units.stride)
    let players = max(n, Int(LIMN_LOW_PLAYERS))
    let padding = [Double](repeating: 0, count: (players - n) * stride)
    var sums = Sums(
      coalitions: 1 << players, worths: [Double](repeating: 0, count: outputs << players),
      lines: [Double](repeating: 0, count: outputs * n),
      sizes: [Double](repeating: 0, count: outputs * n),
      reaches: [Double](repeating: 0, count: outputs))
    withUnsafeTemporaryAllocation(
      of: Double.self, capacity: limn_worths_room(players, units.count)
    ) { room in
      for row in rows {
        let starts = units.starts(before: game.numbers.background[row: row])
        let steps = units.steps(game, backgroundRow: row)
        limn_add_worths(
          starts, steps + padding, players, units.count, stride, outgoing, outputs,
          room.baseAddress!, &sums.worths)
        addSizes(steps, starts: starts, outgoing: outgoing, to: &sums)
      }
    }
    return sums
  }

  private func addSizes(
    _ steps: [Double], starts: [Double], outgoing: [Double], to sums: inout Sums
  ) {
    let (n, stride) = (game.players.count, units.stride)
    var reaches = starts.map(abs)
    for index in steps.indices { reaches[index % stride] += abs(steps[index]) }
    for output in sums.reaches.indices {
      for unit in 0..<units.count {
        sums.reaches[output] += abs(outgoing[output * stride + unit]) * reaches[unit]
      }
      for player in 0..<n {
        var (line, size) = (0.0, 0.0)
        for unit in 0..<units.count {
          let part = outgoing[output * stride + unit] * steps[player * stride + unit]
          line += part
          size += abs(part)
        }
        sums.lines[output * n + player] += line
        sums.sizes[output * n + player] += size
      }
    }
  }

  /// `Σ_{S∌i} w(|S|) [v(S ∪ i) − v(S)]` for each player, summed by coalition size first.
  private static func shapleyValues(
    _ worths: UnsafeBufferPointer<Double>, players n: Int, weights: [Double]
  ) -> [Double] {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { bySize in
      (0..<n).map { player in
        bySize.initialize(repeating: 0)
        let bit = 1 << player
        for coalition in 0..<1 << n where coalition & bit == 0 {
          bySize[coalition.nonzeroBitCount] += worths[coalition | bit] - worths[coalition]
        }
        return zip(weights, bySize).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
  }
}
