import LimnCore

/// Shapley values of the logits of a network with one hidden layer of rectifiers, or none, without
/// sampling and for any number of players, each with a bound on its error.
///
/// Shapley values are linear in the game: with the logit a sum over hidden units as in
/// ``RectifiedUnits``, the values of each unit's game add up,
/// `φ_i = Σ_j V_j [s a_ij + (1 − s) ψ_ij]`, where ψ_j are those of `max(u_j(S), 0)`. All classes
/// share the units' values, and a background's rows are averaged. The model itself is evaluated at the
/// ends alone.
///
/// A player whose step in a unit is 0 leaves that unit's game, so what no unit sees is exactly 0.
/// Of few players all units are counted out at once by ``RectifiedEnumeration``, of some more each ψ by
/// ``RectifiedHalves``, and of more it comes from the fewest waves of
/// ``RectifiedSum``. Where the bounds of all units together are more than ``promise``, the units with the
/// largest are done anew: counted out by ``RectifiedTree``, or with its largest steps counted out and
/// more waves for the rest.
struct AnalyticShapley: Sendable {
  /// The largest bound, relative to the largest value in size.
  static let promise = 2e-3
  /// The most operations that units may be done anew for, each input: a second or so.
  private static let refinementLimit = 2e9

  private let units: RectifiedUnits

  init(_ units: RectifiedUnits) {
    self.units = units
  }

  /// Operations to the first bounds, about.
  func cost(_ game: CoalitionGame) -> Double {
    guard units.slope != 1, game.players.count > 1 else { return 0 }
    if let enumeration = RectifiedEnumeration(units, game) { return enumeration.cost }
    return UnitGame(players: game.players.count).cost
      * Double(units.count * game.background.rows)
  }

  /// The values with their bounds.
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
    // As many rows at a time as keep the threads busy.
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

  /// Whether every bound is within the promise; also where there is none.
  static func keepsPromise(_ estimate: ShapleyEstimate) -> Bool {
    let largest = estimate.values.reduce(0) { max($0, abs($1)) }
    return estimate.errorBounds?.allSatisfy { $0 <= promise * largest } ?? true
  }

  /// Does the units with the largest bounds anew until what all others may miss is half of what is
  /// promised; values that were wrong may have hidden how large the others are, so once more.
  private func refine(
    _ bends: inout [Bend], outgoing: [[Double]], work: inout Double, checkpoint: () throws -> Void
  ) throws {
    for _ in 0..<3 {
      let scales = outgoing.map { largestValue(bends, outgoing: $0) }
      // Each unit's bound as a share of what is promised, of the objective that minds it most.
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

/// How one unit's game of so many players is played out at first.
private indirect enum UnitGame: Sendable {
  case halves(RectifiedHalves)
  case waves(RectifiedSum)

  /// Up to it halves cost less than waves, or about as much.
  private static let mostForHalves = 18

  /// - Parameter players: at least 2.
  init(players: Int) {
    self =
      players <= Self.mostForHalves
      ? .halves(RectifiedHalves(players: players)) : .waves(RectifiedSum(players: players))
  }

  /// How many nodes of a ``RectifiedTree`` are tried first where steps are unlike.
  var nodesBefore: Int {
    switch self {
    case .halves: RectifiedTree.nodeLimit / 64
    case .waves: RectifiedTree.nodeLimit / 4
    }
  }

  /// Whether some steps are so much larger than the others that what is small would drown: of halves in
  /// their rounding, of waves in these.
  func drowns(_ steps: [Double]) -> Bool {
    switch self {
    case .halves: Self.differ(steps)
    case .waves: Self.isUneven(steps) || steps.count <= 20 && Self.differ(steps)
    }
  }

  /// Whether one step is a hundred-thousandth of another.
  private static func differ(_ steps: [Double]) -> Bool {
    var (least, most) = (Double.infinity, 0.0)
    for step in steps {
      least = min(least, step * step)
      most = max(most, step * step)
    }
    return least < 1e-10 * most
  }

  /// Whether a step among the larger half has four times the spread of all smaller ones.
  private static func isUneven(_ steps: [Double]) -> Bool {
    let squares = steps.map { $0 * $0 }.sorted()
    // Of up to five players all coalitions are in the remainder's game, and waves drown little.
    let most = squares.count > 5 ? 16.0 : 1e6
    var smaller = 0.0
    for (place, square) in squares.enumerated() {
      if 2 * place >= squares.count, square > most * smaller { return true }
      smaller += square
    }
    return false
  }

  /// Operations, about.
  var cost: Double {
    switch self {
    case .halves(let halves): halves.cost
    case .waves(let waves): waves.cost
    }
  }
}

/// One unit's rectifier: what its players add to the pre-activation, and to what comes out.
private struct Bend {
  let start: Double
  /// a, one for each player.
  let line: [Double]
  /// ψ.
  private(set) var values: [Double]
  /// No value's error is larger.
  private(set) var bound: Double
  /// How often it was done anew.
  private var refinements = 0

  /// The places of the players that take part; `nil` where all do.
  private var places: [Int]? {
    line.contains(0) ? line.indices.filter { line[$0] != 0 } : nil
  }

  /// - Parameter ways: by the number of players that take part, for every number above one.
  init(start: Double, line: [Double], isLine: Bool, _ ways: [UnitGame?]) {
    self.start = start
    self.line = line
    values = line
    bound = 0
    guard !isLine else { return }
    let places = places
    let steps = places.map { $0.map { line[$0] } } ?? line
    guard let way = ways[steps.count] else {
      for place in line.indices where line[place] != 0 {
        values[place] = max(start + line[place], 0) - max(start, 0)
      }
      return
    }
    // What is small is right in its own size where coalitions are counted out by the size of steps.
    let tree = way.drowns(steps) ? RectifiedTree(start: start, steps: steps) : nil
    if let found = tree?.counted(within: way.nodesBefore) {
      set(found, at: places)
      return
    }
    switch way {
    case .halves(let halves):
      set(halves.shapleyValues(start: start, steps: steps), at: places)
    case .waves(let waves):
      let found = tree?.expanded(.least(players: steps.count))?.0
      set(found ?? waves.shapleyValues(start: start, steps: steps), at: places)
    }
  }

  private mutating func set(_ found: RectifiedSum.Values, at places: [Int]?) {
    if let places {
      for (place, value) in zip(places, found.values) { values[place] = value }
    } else {
      values = found.values
    }
    bound = found.bound
  }

  /// Shows `body` a and ψ.
  func withEach(
    _ body: (_ line: UnsafeBufferPointer<Double>, _ values: UnsafeBufferPointer<Double>) -> Void
  ) {
    line.withUnsafeBufferPointer { line in values.withUnsafeBufferPointer { body(line, $0) } }
  }

  /// A bound on the error of one player's ψ, which lies between 0 and a.
  func bound(of value: Double, line: Double) -> Double {
    min(bound, max(abs(value), abs(line - value)))
  }

  /// Finds the values by the next way that there is; keeps them where their bound is lower.
  ///
  /// - Returns: whether there was one.
  mutating func refine(work: inout Double) -> Bool {
    guard bound > 0 else { return false }
    let places = places
    let steps = places.map { $0.map { line[$0] } } ?? line
    guard let tree = RectifiedTree(start: start, steps: steps) else { return false }
    defer { refinements += 1 }
    if refinements == 0 {
      work -= Double(RectifiedTree.nodeLimit) * 50
      if let found = tree.counted(within: RectifiedTree.nodeLimit) {
        set(found, at: places)
        return true
      }
      refinements = 1
    }
    guard refinements <= WaveRemainder.finer.count,
      let (found, cost) = tree.expanded(WaveRemainder.finer[refinements - 1])
    else { return false }
    work -= cost
    if found.bound < bound { set(found, at: places) }
    return true
  }
}
