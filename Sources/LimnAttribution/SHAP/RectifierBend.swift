/// The first algorithm for a unit's game with a given number of players.
indirect enum UnitGame: Sendable {
  case halves(RectifiedHalves)
  case waves(RectifiedSum)

  /// Up to this number of players, halves cost at most about as much as waves.
  private static let mostForHalves = 18

  /// - Parameter players: at least 2.
  init(players: Int) {
    self =
      players <= Self.mostForHalves
      ? .halves(RectifiedHalves(players: players)) : .waves(RectifiedSum(players: players))
  }

  /// The number of nodes of a ``RectifiedTree`` to try first if steps differ greatly.
  var nodesBefore: Int {
    switch self {
    case .halves: RectifiedTree.nodeLimit / 64
    case .waves: RectifiedTree.nodeLimit / 4
    }
  }

  /// Whether steps differ so much that small values would be lost: with halves in rounding errors,
  /// with waves in the truncation error.
  func drowns(_ steps: [Double]) -> Bool {
    switch self {
    case .halves: Self.differ(steps)
    case .waves: Self.isUneven(steps) || steps.count <= 20 && Self.differ(steps)
    }
  }

  /// Whether one step is less than a hundred-thousandth of another.
  private static func differ(_ steps: [Double]) -> Bool {
    var (least, most) = (Double.infinity, 0.0)
    for step in steps {
      least = min(least, step * step)
      most = max(most, step * step)
    }
    return least < 1e-10 * most
  }

  /// Whether a step in the larger half is more than four times the root sum of squares of all
  /// smaller ones.
  private static func isUneven(_ steps: [Double]) -> Bool {
    let squares = steps.map { $0 * $0 }.sorted()
    // With up to five players, the remainder's game contains all coalitions, so the truncation
    // error is small.
    let most = squares.count > 5 ? 16.0 : 1e6
    var smaller = 0.0
    for (place, square) in squares.enumerated() {
      if 2 * place >= squares.count, square > most * smaller { return true }
      smaller += square
    }
    return false
  }

  /// The approximate number of operations.
  static func cost(players: Int) -> Double {
    players <= mostForHalves
      ? RectifiedHalves.cost(players: players) : RectifiedSum(players: players).cost
  }
}

/// One unit's rectifier: the players' contributions to the pre-activation and to the output.
struct Bend {
  let start: Double
  /// The step a of each player.
  let line: [Double]
  /// The Shapley value ψ of each player.
  private(set) var values: [Double]
  /// An upper bound on the error of every value.
  private(set) var bound: Double
  /// The number of refinements so far.
  private var refinements = 0

  /// The indices of the players with nonzero steps; `nil` if all are.
  private var places: [Int]? {
    line.contains(0) ? line.indices.filter { line[$0] != 0 } : nil
  }

  /// - Parameter ways: the algorithm for each number of players with nonzero steps, above one.
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
    // An enumeration ordered by the magnitude of steps has a small relative error for small values
    // too.
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

  /// Calls `body` with a and ψ.
  func withEach(
    _ body: (_ line: UnsafeBufferPointer<Double>, _ values: UnsafeBufferPointer<Double>) -> Void
  ) {
    line.withUnsafeBufferPointer { line in values.withUnsafeBufferPointer { body(line, $0) } }
  }

  /// An upper bound on the error of one player's ψ, which lies between 0 and a.
  func bound(of value: Double, line: Double) -> Double {
    min(bound, max(abs(value), abs(line - value)))
  }

  /// Recomputes the values by the next more accurate algorithm, and keeps the result if its bound
  /// is lower.
  ///
  /// - Returns: whether there was such an algorithm.
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
