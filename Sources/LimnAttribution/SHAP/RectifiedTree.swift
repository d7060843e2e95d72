/// The Shapley values of the game `v(S) = max(c + Σ_{i∈S} a_i, 0)` if steps differ greatly in
/// magnitude, are few, or are mostly equal: by enumerating coalitions in a tree.
///
/// Players with the same step form a group, for which only the number of present members matters.
/// Groups are decided one after another, the largest step first. As soon as the remaining steps
/// cannot change the sign, the sum over all coalitions below is known: 0, or that of a line. With
/// very different steps this happens early. If κ players are decided, s of them present, including
/// T of a group of m, then a coalition D of the decided players adds to a member of the group
///
///     T/m ∫₀¹ q^(s−1) (1 − q)^(κ−s) E_q[v | D] dq
///       − (1 − T/m) ∫₀¹ q^s (1 − q)^(κ−s−1) E_q[v | D] dq
///
/// where all undecided players are present with probability q. These are Beta functions if v is
/// linear.
///
/// If a few steps are much larger than the many others, only the few are enumerated, and the rest
/// is computed by ``RectifiedSum``.
struct RectifiedTree {
  /// The maximum number of nodes in an enumeration.
  static let nodeLimit = 1 << 16
  /// With more players the factorials would overflow a `Double`.
  static let maximumPlayers = 400

  private let start: Double
  private let groups: [Group]
  /// The indices of the steps, ordered by group.
  private let order: [Int]
  private let players: Int
  /// For each group, the smallest, the largest and the total sum of the steps from this group on.
  private let reach: [(low: Double, high: Double, sum: Double)]
  private let factorials: [Double]
  /// The index of the group at which the wave expansion takes over; the number of groups if it does
  /// not.
  private var depth: Int
  private var remainder: WaveRemainder?

  private struct Group {
    let step: Double
    /// The positions of its members in ``order``.
    var members: Range<Int>
  }

  /// Returns `nil` for more than ``maximumPlayers``.
  ///
  /// - Parameters:
  ///   - start: c.
  ///   - steps: the step of each player, none of them 0.
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
    // Factorials are scaled by a power of ``unit(_:)``, so that those needed for Beta functions do
    // not overflow.
    var factorials = [1.0]
    for number in 1...players + 2 {
      factorials.append(factorials[number - 1] * Double(number) / Self.unit(players))
    }
    self.factorials = factorials
    depth = groups.count
  }

  /// About n/e, so that `n!` divided by its n-th power is of the order of 1.
  private static func unit(_ players: Int) -> Double { Double(players + 2) / 2.718281828459045 }

  /// `∫₀¹ q^a (1 − q)^b dq = a! b!/(a + b + 1)!`.
  private func beta(_ a: Int, _ b: Int) -> Double {
    factorials[a] * factorials[b] / factorials[a + b + 1] / Self.unit(players)
  }

  /// The values ψ by enumeration alone; `nil` if that takes more than `nodes` nodes.
  func counted(within nodes: Int) -> RectifiedSum.Values? {
    var walk = Walk(players: players, groups: groups.count, nodes: nodes)
    _ = descend(0, start: start, present: 0, decided: 0, ways: 1, &walk)
    return walk.isOver ? nil : values(walk)
  }

  /// The values ψ with the largest steps enumerated, each of which contributes more to the spread
  /// than all later ones, and the wave expansion for the rest; `nil` if that takes too many nodes
  /// or leaves too few players.
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

  /// The results collected while traversing the tree.
  private struct Walk {
    static let leafLimit = 64

    var nodes = 0
    /// The number of wave expansions, and their cost.
    var leaves = 0
    var cost = 0.0
    /// The value of each group's members, from the coalitions below it.
    var values: [Double]
    /// For each group, the weight with which its step and all later steps enter linearly.
    var lines: [Double]
    /// The values of the players in wave expansions, ordered by group.
    var waves: [Double] = []
    var bound = 0.0

    /// Whether a limit was exceeded.
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
    // Rounding errors of the sums, and of the start, which is a rounded sum itself.
    let largest = max(abs(start), -reach[0].low, reach[0].high)
    result.bound += Double.ulpOfOne * 64 * largest
    return result
  }

  /// Traverses the tree below a node.
  ///
  /// - Returns: the two integrals over the coalitions below; 0 for those that are undefined.
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
