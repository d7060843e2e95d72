import LimnCore

/// Owen values over nested blocks (Owen 1977; Winter 1989 for several levels): each player's mean
/// marginal contribution over the orders in which blocks join one after another, as do the parts
/// within each block.
///
/// A block's value is divided among its parts by the game of the parts, with every subset of the
/// siblings present. For few players all such coalitions are evaluated. Otherwise blocks are split
/// one after another, the largest value first, each with pairs of random orders and their reverses,
/// until the budget is spent. The pixels of a block that is not split share its value equally.
///
/// The difference between a sampled block's value and the sum of its parts is divided equally among
/// the parts. Its mean is 0, so this adds no bias, and all values sum to f(x) − f(x′).
struct OwenValues {
  let blocks: NestedBlocks
  /// The maximum number of coalitions; those of the image's own parts are always evaluated.
  let budget: Int
  let takesAll: Bool
  let seed: UInt64

  /// The number of pairs of orders drawn at a time for a block.
  private static let pairsAtOnce = 8
  /// The maximum size of a batch: coalitions × players.
  private static let batchValues = 1 << 22

  struct Result {
    /// The value of each player.
    let values: [Double]
    /// `nil` if all coalitions were evaluated.
    let standardErrors: [Double]?
    /// The number of blocks with several players that were not split.
    let closed: Int
  }

  /// The current estimates for a block's parts.
  private struct Split {
    var isExact = false
    var count = 0.0
    /// For each part, its mean contribution, and the mean and the sum of squared deviations of its
    /// difference from the parts' mean.
    var means: [Double]
    var squares: [Double]
    var centers: [Double]

    init(parts: Int) {
      means = [Double](repeating: 0, count: parts)
      (squares, centers) = (means, means)
    }

    mutating func add(_ values: [Double]) {
      count += 1
      let mean = values.sum() / Double(values.count)
      for (part, value) in values.enumerated() {
        means[part] += (value - means[part]) / count
        let distance = value - mean - centers[part]
        centers[part] += distance / count
        squares[part] += distance * (value - mean - centers[part])
      }
    }
  }

  /// - Parameters:
  ///   - game: a game with one objective.
  ///   - ends: the values of the full and the empty coalition.
  /// - Throws: any error of evaluating the game.
  func result(_ game: inout CoalitionGame, ends: CoalitionEnds) throws -> Result {
    let nodes = blocks.nodes
    var values = [Double](repeating: 0, count: nodes.count)
    var variances = values
    var splits = [Split?](repeating: nil, count: nodes.count)
    guard !nodes.isEmpty else { return Result(values: [], standardErrors: nil, closed: 0) }
    values[0] = ends.differences[0]
    var spent = 0
    func settle(_ node: Int) {
      guard let split = splits[node] else { return }
      let children = nodes[node].children
      let parts = Double(children.count)
      let missing = split.isExact ? 0 : (values[node] - split.means.sum()) / parts
      for (part, child) in children.enumerated() {
        values[child] = split.means[part] + missing
        guard !split.isExact else { continue }
        let factor = StudentDistribution.intervalFactor(degreesOfFreedom: Int(split.count) - 1)
        variances[child] =
          split.squares[part] / (split.count - 1) / split.count * factor * factor
          + variances[node] / (parts * parts)
      }
    }
    func open(_ node: Int, exactly: Bool) throws {
      if exactly {
        splits[node] = try counted(node, &game, ends: ends)
        spent += blocks.coalitions(of: node) - (node == 0 ? 2 : 0)
      } else {
        var split = splits[node] ?? Split(parts: nodes[node].children.count)
        try sample(node, into: &split, &game)
        splits[node] = split
        spent += sampleCost(node)
      }
      settle(node)
    }
    if takesAll {
      for node in nodes.indices where !nodes[node].children.isEmpty {
        try open(node, exactly: true)
      }
    } else if !nodes[0].children.isEmpty {
      try open(0, exactly: true)
      var closed = nodes[0].children.filter { !nodes[$0].children.isEmpty }
      while let place = closed.indices.max(by: { abs(values[closed[$0]]) < abs(values[closed[$1]]) }
      ) {
        let node = closed[place]
        let isExact = splits[nodes[node].parent ?? 0]?.isExact ?? false
        let whole = blocks.coalitions(of: node)
        let exactly = isExact && whole <= 2 * sampleCost(node)
        guard spent + (exactly ? whole : sampleCost(node)) <= budget else { break }
        try open(node, exactly: exactly)
        closed.remove(at: place)
        closed += nodes[node].children.filter { !nodes[$0].children.isEmpty }
      }
      // The remaining budget is spent on the blocks with the largest variances.
      while closed.isEmpty {
        let sampled = nodes.indices.filter { splits[$0].map { !$0.isExact } ?? false }
        let worst = sampled.max {
          own(splits[$0]) < own(splits[$1])
        }
        guard let worst, spent + sampleCost(worst) <= budget else { break }
        try open(worst, exactly: false)
        for node in nodes.indices where node > worst { settle(node) }
      }
    }
    var result = [Double](repeating: 0, count: blocks.order.count)
    var errors = result
    var closed = 0
    for (index, node) in nodes.enumerated()
    where splits[index] == nil && (node.parent.map { splits[$0] != nil } ?? true) {
      if node.members.count > 1 { closed += 1 }
      for place in node.members {
        result[blocks.order[place]] = values[index] / Double(node.members.count)
        errors[blocks.order[place]] =
          variances[index].squareRoot() / Double(node.members.count)
      }
    }
    return Result(values: result, standardErrors: takesAll ? nil : errors, closed: closed)
  }

  /// The largest variance of the parts' means.
  private func own(_ split: Split?) -> Double {
    guard let split else { return 0 }
    return (split.squares.max() ?? 0) / (split.count - 1) / split.count
  }

  private func sampleCost(_ node: Int) -> Int {
    Self.pairsAtOnce * 2 * (blocks.nodes[node].children.count + 1)
  }

  /// The exact values of a block's parts, from all coalitions that distinguish them.
  private func counted(_ node: Int, _ game: inout CoalitionGame, ends: CoalitionEnds) throws
    -> Split
  {
    let (levels, children) = (blocks.siblings(of: node), blocks.nodes[node].children)
    let parts = children.count
    let flat = levels.flatMap { $0 }
    var split = Split(parts: parts)
    split.isExact = true
    let step = max(1, (Self.batchValues / max(1, blocks.order.count)) >> parts)
    for first in stride(from: 0, to: 1 << flat.count, by: step) {
      let contexts = first..<min(first + step, 1 << flat.count)
      var rows = contexts.flatMap { context in
        (0..<1 << parts).map { subset in
          flat.indices.filter { context >> $0 & 1 == 1 }.map { flat[$0] }
            + children.indices.filter { subset >> $0 & 1 == 1 }.map { children[$0] }
        }
      }
      // The values of the full and the empty coalition are known.
      if node == 0 { rows = Array(rows.dropFirst().dropLast()) }
      var scores = rows.isEmpty ? [] : try game.values(of: .members(members(rows)))
      if node == 0 { scores = [ends.empty[0]] + scores + [ends.full[0]] }
      for (place, context) in contexts.enumerated() {
        var (weight, offset) = (1.0, 0)
        for level in levels {
          let count = (context >> offset & ((1 << level.count) - 1)).nonzeroBitCount
          weight *= Self.weight(count, of: level.count + 1)
          offset += level.count
        }
        for part in 0..<parts {
          for subset in 0..<1 << parts where subset >> part & 1 == 0 {
            let start = place << parts
            split.means[part] +=
              weight * Self.weight(subset.nonzeroBitCount, of: parts)
              * (scores[start + subset | 1 << part] - scores[start + subset])
          }
        }
      }
    }
    return split
  }

  /// The probability that exactly a given set of `count` others precedes one of `players` players:
  /// s!(n − s − 1)!/n!.
  private static func weight(_ count: Int, of players: Int) -> Double {
    var ways = Double(players)
    for i in 0..<count { ways *= Double(players - 1 - i) / Double(i + 1) }
    return 1 / ways
  }

  /// Refines the estimates for a block's parts with random orders and their reverses.
  private func sample(_ node: Int, into split: inout Split, _ game: inout CoalitionGame) throws {
    let (levels, children) = (blocks.siblings(of: node), blocks.nodes[node].children)
    let parts = children.count
    let begin = Int(split.count)
    var (rows, orders) = ([[Int]](), [[Int]]())
    for pair in begin..<begin + Self.pairsAtOnce {
      var stream = RandomStream(seed: seed).split(node).split(pair)
      var (before, after) = ([Int](), [Int]())
      for level in levels {
        // The position of the block itself among its siblings.
        let order = stream.permutation(of: level.count + 1)
        let own = order.firstIndex(of: level.count) ?? 0
        before += order[..<own].map { level[$0] }
        after += order[(own + 1)...].map { level[$0] }
      }
      let order = stream.permutation(of: parts)
      for (context, order) in [(before, order), (after, order.reversed())] {
        orders.append(order)
        for joined in 0...parts { rows.append(context + order[..<joined].map { children[$0] }) }
      }
    }
    var scores: [Double] = []
    let step = max(1, Self.batchValues / max(1, blocks.order.count))
    for first in stride(from: 0, to: rows.count, by: step) {
      scores += try game.values(
        of: .members(members(Array(rows[first..<min(first + step, rows.count)]))))
    }
    for pair in 0..<Self.pairsAtOnce {
      var values = [Double](repeating: 0, count: parts)
      for walk in 2 * pair..<2 * pair + 2 {
        for (step, part) in orders[walk].enumerated() {
          let start = walk * (parts + 1) + step
          values[part] += (scores[start + 1] - scores[start]) / 2
        }
      }
      split.add(values)
    }
  }

  /// Converts coalitions of blocks into coalitions of players.
  private func members(_ rows: [[Int]]) -> Matrix {
    let width = blocks.order.count
    return Matrix(rows: rows.count, columns: width) { target in
      for i in target.indices { target[i] = 0 }
      for (row, nodes) in rows.enumerated() {
        for node in nodes {
          for place in blocks.nodes[node].members { target[row * width + blocks.order[place]] = 1 }
        }
      }
    }
  }
}
