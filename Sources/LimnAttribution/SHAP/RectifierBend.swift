/// How one unit's game of so many players is played out at first.
indirect enum UnitGame: Sendable {
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
  static func cost(players: Int) -> Double {
    players <= mostForHalves
      ? RectifiedHalves.cost(players: players) : RectifiedSum(players: players).cost
  }
}

/// One unit's rectifier: what its players add to the pre-activation, and to what comes out.
struct Bend {
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
    // What is small is right in its own size where coalitions are enumerated by the size of steps.
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
