import LimnCore

/// The players of an image in nested blocks: the image is divided into quarters, each of these into
/// quarters, down to single pixels. Blocks without players are omitted, and a block with a single
/// part is replaced by that part.
struct NestedBlocks: Sendable {
  /// A block.
  struct Node: Sendable {
    /// The indices of its players in ``order``.
    let members: Range<Int>
    let parent: Int?
    /// Two to four children, or none for a single player.
    var children: [Int] = []
  }

  /// The players, grouped by block.
  private(set) var order: [Int] = []
  /// The blocks. The first is the whole image, and each follows its parent.
  private(set) var nodes: [Node] = []

  private struct Area {
    let rows: Range<Int>
    let columns: Range<Int>

    /// Its quarters, or halves if it is one pixel high or wide; the first parts take the remainder.
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
  ///   - pixels: the row-major pixel index of each player.
  ///   - height: the height of the image.
  ///   - width: the width of the image.
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

  /// The siblings of a block and of each of its ancestors.
  func siblings(of node: Int) -> [[Int]] {
    var (levels, current) = ([[Int]](), node)
    while let parent = nodes[current].parent {
      levels.append(nodes[parent].children.filter { $0 != current })
      current = parent
    }
    return levels
  }

  /// The number of coalitions needed to divide a block's value exactly: every subset of its parts
  /// with every subset of the siblings. `Int.max` if there are too many to count.
  func coalitions(of node: Int) -> Int {
    let exponent =
      siblings(of: node).reduce(0) { $0 + $1.count } + nodes[node].children.count
    return exponent < 62 ? 1 << exponent : .max
  }
}
