import LimnCore

/// The players of a picture in blocks within blocks: the picture is cut into quarters, each of these into
/// quarters, down to single pixels. Blocks without a player are left out, and a block with one part is
/// that part.
struct NestedBlocks: Sendable {
  /// A block.
  struct Node: Sendable {
    /// Its players' places in ``order``.
    let members: Range<Int>
    let parent: Int?
    /// Two to four; none of a single player.
    var children: [Int] = []
  }

  /// The players, block after block.
  private(set) var order: [Int] = []
  /// The first is the whole picture, and each stands after its parent.
  private(set) var nodes: [Node] = []

  private struct Area {
    let rows: Range<Int>
    let columns: Range<Int>

    /// Its quarters, or halves where it is one pixel high or wide; the first ones take the remainder.
    var parts: [Area] {
      func cut(_ side: Range<Int>) -> [Range<Int>] {
        guard side.count > 1 else { return [side] }
        let middle = side.lowerBound + (side.count + 1) / 2
        return [side.lowerBound..<middle, middle..<side.upperBound]
      }
      return cut(rows).flatMap { rows in cut(columns).map { Area(rows: rows, columns: $0) } }
    }

    func contains(_ pixel: Int, width: Int) -> Bool {
      rows.contains(pixel / width) && columns.contains(pixel % width)
    }
  }

  /// - Parameters:
  ///   - pixels: where each player stands, counted row after row.
  ///   - height: the picture's.
  init(pixels: [Int], height: Int, width: Int) {
    guard !pixels.isEmpty else { return }
    add(
      Array(pixels.indices), in: Area(rows: 0..<height, columns: 0..<width), parent: nil,
      pixels: pixels, width: width)
  }

  private mutating func add(
    _ players: [Int], in area: Area, parent: Int?, pixels: [Int], width: Int
  ) {
    var parts = [(area, players)]
    while parts.count == 1, parts[0].1.count > 1 {
      let (area, players) = parts[0]
      parts = area.parts.map { part in
        (part, players.filter { part.contains(pixels[$0], width: width) })
      }.filter { !$0.1.isEmpty }
    }
    let index = nodes.count
    nodes.append(Node(members: order.count..<order.count + players.count, parent: parent))
    if let parent { nodes[parent].children.append(index) }
    guard players.count > 1 else {
      order += players
      return
    }
    for (area, players) in parts {
      add(players, in: area, parent: index, pixels: pixels, width: width)
    }
  }

  /// The parts beside each block on the way from the whole down to a block, that block's own among them.
  func siblings(of node: Int) -> [[Int]] {
    var (levels, current) = ([[Int]](), node)
    while let parent = nodes[current].parent {
      levels.append(nodes[parent].children.filter { $0 != current })
      current = parent
    }
    return levels
  }

  /// The coalitions that tell a block's parts apart exactly: every set of parts, with every set of what
  /// may have joined before. `Int.max` where they are beyond counting.
  func coalitions(of node: Int) -> Int {
    let exponent =
      siblings(of: node).reduce(0) { $0 + $1.count } + nodes[node].children.count
    return exponent < 62 ? 1 << exponent : .max
  }
}
