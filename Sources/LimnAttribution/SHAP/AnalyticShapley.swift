import LimnCore

/// Shapley values of the logits of a network with one hidden rectifier layer, or none, in closed
/// form, for any number of players and with an error bound for each value.
///
/// Shapley values are linear in the game: with the logit a sum over hidden units as in
/// ``RectifiedUnits``, the values of each unit's game add up,
/// `φ_i = Σ_j V_j [s a_ij + (1 − s) ψ_ij]`, where ψ_j are the Shapley values of the game
/// `max(u_j(S), 0)`. All classes share the units' values, and the rows of a background are
/// averaged. The model itself is evaluated only for the full and the empty coalition.
///
/// A player whose step in a unit is 0 is excluded from that unit's game, so a player that affects
/// no unit has exactly 0. For few players all units are enumerated together by
/// ``RectifiedEnumeration``; for somewhat more each ψ is enumerated by ``RectifiedHalves``; beyond
/// that it is computed by ``RectifiedSum``, at first with the fewest waves. If the bounds of all
/// units together exceed ``promise``, the units with the largest bounds are recomputed: by the
/// enumeration of ``RectifiedTree``, or by enumerating their largest steps and using more waves for
/// the rest.
struct AnalyticShapley: Sendable {
  /// The target for the error bounds, relative to the largest magnitude of the values.
  static let promise = 2e-3
  /// The maximum number of operations for recomputing units of an input: about a second.
  private static let refinementLimit = 2e9

  private let units: RectifiedUnits

  init(_ units: RectifiedUnits) {
    self.units = units
  }

  /// The approximate number of operations up to the first bounds.
  func cost(_ game: CoalitionGame) -> Double {
    guard units.slope != 1, game.players.count > 1 else { return 0 }
    if let enumeration = RectifiedEnumeration(units, game) { return enumeration.cost }
    return UnitGame.cost(players: game.players.count)
      * Double(units.count * game.background.rows)
  }

  /// The values with their error bounds.
  ///
  /// - Throws: `CancellationError`.
  func estimates(_ game: CoalitionGame) throws -> [ShapleyEstimate] {
    precondition(units.applies(to: game.objectives), "closed forms are of logits")
    if let found = try RectifiedEnumeration(units, game)?.estimates() { return found }
    let (n, rows) = (game.players.count, game.background.rows)
    let outgoing = game.objectives.map(units.outgoing)
    var ways = [UnitGame?](repeating: nil, count: n + 1)
    var values = [[Double]](
      repeating: [Double](repeating: 0, count: n), count: game.objectives.count)
    var bounds = values
    var work = Self.refinementLimit
    // Enough rows at a time to keep the threads busy.
    let chunk = max(1, Self.bendsAtATime / max(units.count, 1))
    for first in stride(from: 0, to: rows, by: chunk) {
      let chunk = (first..<min(first + chunk, rows)).map { row in
        (
          starts: units.starts(before: game.numbers.background[row: row]),
          lines: units.lines(game, backgroundRow: row)
        )
      }
      for line in chunk.lazy.flatMap(\.lines) {
        let players = line.count { $0 != 0 }
        if players > 1, ways[players] == nil { ways[players] = UnitGame(players: players) }
      }
      let known = ways
      let bends = try parallelMap(
        count: chunk.count * units.count, work: rows > 1 ? game.work.silent : game.work
      ) {
        let (row, unit) = $0.quotientAndRemainder(dividingBy: units.count)
        return Bend(
          start: chunk[row].starts[unit], line: chunk[row].lines[unit], isLine: units.slope == 1,
          known)
      }
      for row in chunk.indices {
        var bends = Array(bends[row * units.count..<(row + 1) * units.count])
        try refine(&bends, outgoing: outgoing, work: &work) { try game.work.checkpoint() }
        for (unit, bend) in bends.enumerated() {
          for (index, outgoing) in outgoing.enumerated() {
            add(
              bend, times: outgoing[unit] / Double(rows), to: &values[index],
              bounds: &bounds[index])
          }
        }
      }
      if rows > 1 {
        game.work.report(
          Work.Progress(done: Double(first + chunk.count), total: Double(rows)))
      }
    }
    return zip(values, bounds).map {
      ShapleyEstimate(values: $0, standardErrors: nil, errorBounds: $1)
    }
  }

  private static let bendsAtATime = 1024

  private func add(
    _ bend: Bend, times weight: Double, to values: inout [Double], bounds: inout [Double]
  ) {
    let (slope, bent) = (units.slope, 1 - units.slope)
    bend.withEach { lines, own in
      values.withUnsafeMutableBufferPointer { values in
        bounds.withUnsafeMutableBufferPointer { bounds in
          for player in lines.indices {
            let line = lines[player]
            values[player] += weight * (slope * line + bent * own[player])
            bounds[player] +=
              abs(weight)
              * (abs(bent) * bend.bound(of: own[player], line: line)
                + Double.ulpOfOne * 16 * abs(line))
          }
        }
      }
    }
  }

  /// Whether every bound is within the target; true if there are no bounds.
  static func keepsPromise(_ estimate: ShapleyEstimate) -> Bool {
    let largest = estimate.values.reduce(0) { max($0, abs($1)) }
    return estimate.errorBounds?.allSatisfy { $0 <= promise * largest } ?? true
  }

  /// Recomputes the units with the largest bounds until the bounds of all others sum to half of the
  /// target. The target is relative to the largest value, which may change, so this is repeated.
  private func refine(
    _ bends: inout [Bend], outgoing: [[Double]], work: inout Double, checkpoint: () throws -> Void
  ) throws {
    for _ in 0..<3 {
      let scales = outgoing.map { largestValue(bends, outgoing: $0) }
      // Each unit's bound as a share of the target, for the objective where this share is largest.
      let shares = bends.indices.map { unit in
        zip(outgoing, scales).reduce(0.0) { share, objective in
          let bound = abs(objective.0[unit] * (1 - units.slope)) * bends[unit].bound
          return bound == 0 ? share : max(share, bound / (Self.promise * objective.1))
        }
      }
      var left = shares.reduce(0, +)
      guard left > 1 else { return }
      let order = shares.indices.sorted { (shares[$0], $1) > (shares[$1], $0) }
      var isDone = true
      for unit in order where left > 0.5 && work > 0 {
        try checkpoint()
        left -= shares[unit]
        if bends[unit].refine(work: &work) { isDone = false }
      }
      if isDone { return }
    }
  }

  private func largestValue(_ bends: [Bend], outgoing: [Double]) -> Double {
    guard let players = bends.first?.line.count else { return 0 }
    let (slope, bent) = (units.slope, 1 - units.slope)
    var values = [Double](repeating: 0, count: players)
    values.withUnsafeMutableBufferPointer { values in
      for (bend, weight) in zip(bends, outgoing) {
        bend.withEach { lines, own in
          for player in lines.indices {
            values[player] += weight * (slope * lines[player] + bent * own[player])
          }
        }
      }
    }
    return values.reduce(0) { max($0, abs($1)) }
  }
}
