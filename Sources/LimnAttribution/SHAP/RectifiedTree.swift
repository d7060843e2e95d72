/// The Shapley values of the game `v(S) = max(c + Σ_{i∈S} a_i, 0)` where steps differ much in size, or
/// are few, or many of them equal: by counting coalitions out.
///
/// Players with the same step are one group, of which only the number present counts. Groups join one
/// after the other, the largest step first. Where what is left can no longer change the sign, the
/// sum over all that follows is known: nothing, or a line. With unlike steps that is soon. With s
/// players present of κ that are decided, T of a group of m among them, a coalition D of the decided
/// adds to a member
///
///     T/m ∫₀¹ q^(s−1) (1 − q)^(κ−s) E_q[v | D] dq − (1 − T/m) ∫₀¹ q^s (1 − q)^(κ−s−1) E_q[v | D] dq
///
/// where all that are undecided are present with probability q: Beta functions where v is a line.
///
/// Where a few steps are much larger than the others, and these are many and alike, only the few are
/// counted out, and ``RectifiedSum`` gives what is left.
struct RectifiedTree {
  /// What it may cost to count out: nodes.
  static let nodeLimit = 1 << 16
  /// Beyond it factorials leave a `Double`.
  static let maximumPlayers = 400

  private let start: Double
  private let groups: [Group]
  /// Places among the steps, group after group.
  private let order: [Int]
  private let players: Int
  /// Of the groups from each on: the least and the most they add, and all they add.
  private let reach: [(low: Double, high: Double, sum: Double)]
  private let factorials: [Double]
  /// The group at which waves take over; the number of groups where none do.
  private var depth: Int
  private var remainder: WaveRemainder?

  private struct Group {
    let step: Double
    /// Where its members stand in the order.
    var members: Range<Int>
  }

  /// `nil` where there are too many players.
  ///
  /// - Parameter steps: none of them 0.
  init?(start: Double, steps: [Double]) {
    guard steps.count <= Self.maximumPlayers else { return nil }
    self.start = start
    players = steps.count
    order = steps.indices.sorted {
      (abs(steps[$0]), steps[$0], $1) > (abs(steps[$1]), steps[$1], $0)
    }
    var groups: [Group] = []
    groups.reserveCapacity(players)
    for (index, place) in order.enumerated() {
      if let last = groups.last, last.step == steps[place] {
        groups[groups.count - 1].members = last.members.lowerBound..<index + 1
      } else {
        groups.append(Group(step: steps[place], members: index..<index + 1))
      }
    }
    self.groups = groups
    var reach = [(low: 0.0, high: 0.0, sum: 0.0)]
    for group in groups.reversed() {
      let (count, after) = (Double(group.members.count), reach[reach.count - 1])
      reach.append(
        (
          after.low + count * min(group.step, 0), after.high + count * max(group.step, 0),
          after.sum + count * group.step
        ))
    }
    self.reach = reach.reversed()
    // Factorials over a power of their number, so that Beta functions of all players stay in reach.
    var factorials = [1.0]
    for number in 1...players + 2 {
      factorials.append(factorials[number - 1] * Double(number) / Self.unit(players))
    }
    self.factorials = factorials
    depth = groups.count
  }

  /// About n/e: `n!` over its n-th power is of size 1.
  private static func unit(_ players: Int) -> Double { Double(players + 2) / 2.718281828459045 }

  /// `∫₀¹ q^a (1 − q)^b dq = a! b!/(a + b + 1)!`.
  private func beta(_ a: Int, _ b: Int) -> Double {
    factorials[a] * factorials[b] / factorials[a + b + 1] / Self.unit(players)
  }

  /// ψ by counting out alone; `nil` where that takes more than so many nodes.
  func counted(within nodes: Int) -> RectifiedSum.Values? {
    var walk = Walk(players: players, groups: groups.count, nodes: nodes)
    _ = descend(0, start: start, present: 0, decided: 0, ways: 1, &walk)
    return walk.isOver ? nil : values(walk)
  }

  /// ψ with the largest steps counted out, each of which has more of the spread than all after it, and
  /// waves for the rest; `nil` where that takes too many nodes or leaves too few.
  func expanded(_ remainder: WaveRemainder) -> (RectifiedSum.Values, cost: Double)? {
    var squares = [0.0]
    for group in groups.reversed() {
      squares.append(
        squares[squares.count - 1] + Double(group.members.count) * group.step * group.step)
    }
    squares.reverse()
    var tree = self
    tree.remainder = remainder
    tree.depth =
      groups.indices.first { 2 * groups[$0].step * groups[$0].step < squares[$0] }
      ?? groups.count
    let left = groups[tree.depth...].reduce(0) { $0 + $1.members.count }
    guard left > 5 else { return nil }
    var walk = Walk(players: players, groups: groups.count, nodes: Self.nodeLimit)
    walk.waves = [Double](repeating: 0, count: left)
    _ = tree.descend(0, start: start, present: 0, decided: 0, ways: 1, &walk)
    guard !walk.isOver else { return nil }
    return (tree.values(walk), walk.cost)
  }

  /// What a walk through the tree collects.
  private struct Walk {
    static let leafLimit = 64

    var nodes = 0
    /// Where waves took over, and what they cost.
    var leaves = 0
    var cost = 0.0
    /// Of each group's members, from the coalitions that hold it.
    var values: [Double]
    /// Of groups from each on: the weight with which their steps count.
    var lines: [Double]
    /// Of the players left to waves, group after group.
    var waves: [Double] = []
    var bound = 0.0

    /// Whether it was broken off.
    var isOver: Bool { nodes > limit || leaves > Self.leafLimit }
    private let limit: Int

    init(players: Int, groups: Int, nodes limit: Int) {
      self.limit = limit
      values = [Double](repeating: 0, count: groups)
      lines = [Double](repeating: 0, count: groups + 1)
    }
  }

  private func values(_ walk: Walk) -> RectifiedSum.Values {
    var result = RectifiedSum.Values(
      values: [Double](repeating: 0, count: players), bound: walk.bound)
    var (line, place) = (0.0, 0)
    for (index, group) in groups.enumerated() {
      line += walk.lines[index]
      for member in order[group.members] {
        result.values[member] = walk.values[index] + line * group.step
        if index >= depth, !walk.waves.isEmpty {
          result.values[member] += walk.waves[place]
          place += 1
        }
      }
    }
    // Sums of as many terms as nodes, and a start that is a rounded sum itself.
    let largest = max(abs(start), -reach[0].low, reach[0].high)
    result.bound += Double.ulpOfOne * 64 * largest
    return result
  }

  /// - Returns: the two integrals over the coalitions below, those without a meaning 0.
  private func descend(
    _ index: Int, start: Double, present: Int, decided: Int, ways: Double, _ walk: inout Walk
  ) -> (with: Double, without: Double) {
    guard !walk.isOver else { return (0, 0) }
    let (low, high, sum) = reach[index]
    if start + high <= 0 { return (0, 0) }
    let absent = decided - present
    if start + low >= 0 {
      walk.lines[index] += ways * beta(present, absent)
      return (
        present == 0
          ? 0 : ways * (start * beta(present - 1, absent) + sum * beta(present, absent)),
        absent == 0
          ? 0 : ways * (start * beta(present, absent - 1) + sum * beta(present + 1, absent - 1))
      )
    }
    walk.nodes += 1
    if index == depth, let remainder {
      return leaf(remainder, start: start, present: present, absent: absent, ways: ways, &walk)
    }
    let (step, count) = (groups[index].step, groups[index].members.count)
    var total = (with: 0.0, without: 0.0)
    var choices = ways
    for taken in 0...count {
      let below = descend(
        index + 1, start: start + Double(taken) * step, present: present + taken,
        decided: decided + count, ways: choices, &walk)
      let share = Double(taken) / Double(count)
      walk.values[index] += share * below.with - (1 - share) * below.without
      total.with += below.with
      total.without += below.without
      choices *= Double(count - taken) / Double(taken + 1)
    }
    return total
  }

  private func leaf(
    _ remainder: WaveRemainder, start: Double, present: Int, absent: Int, ways: Double,
    _ walk: inout Walk
  ) -> (with: Double, without: Double) {
    let steps = groups[depth...].flatMap { group in group.members.map { _ in group.step } }
    let sum = RectifiedSum(
      players: steps.count, present: present, absent: absent, remainder: remainder)
    let found = sum.shapleyValues(start: start, steps: steps)
    for place in steps.indices { walk.waves[place] += ways * found.values[place] }
    walk.leaves += 1
    walk.cost += sum.cost
    walk.bound += ways * found.bound
    let (low, high, _) = reach[depth]
    let period = 2 * max(-(start + low), start + high)
    func mean(_ a: Int, _ b: Int) -> Double {
      guard a >= 0, b >= 0 else { return 0 }
      let mean = RectifiedMean(players: steps.count, powers: (a, b), remainder: remainder)
      let found = mean(start: start, steps: steps, period: period)
      walk.cost += sum.cost
      walk.bound += ways * found.bound
      return ways * found.value
    }
    return (mean(present - 1, absent), mean(present, absent - 1))
  }
}
