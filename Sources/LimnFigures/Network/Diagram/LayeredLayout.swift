/// The blocks of a graph in rows, each one row below its lowest input, with lanes for arrows that
/// pass through rows, ordered so that few arrows cross.
struct LayeredLayout {
  /// An item of a row.
  enum Item: Hashable {
    case block(Int)
    /// An arrow that passes through a row.
    case lane(edge: Int, row: Int)

    var isBlock: Bool { if case .block = self { true } else { false } }
  }

  /// The row of each block.
  let depths: [Int]
  private(set) var rows: [[Item]]
  /// The items along each arrow, from the block that it leaves to the block that it enters.
  let edges: [[Item]]

  /// - Parameter inputs: for each block, the earlier blocks whose outputs it takes.
  init(_ inputs: [[Int]]) {
    var depths: [Int] = []
    for sources in inputs { depths.append((sources.map { depths[$0] }.max() ?? -1) + 1) }
    self.depths = depths
    var rows = [[Item]](repeating: [], count: (depths.max() ?? 0) + 1)
    for (block, depth) in depths.enumerated() { rows[depth].append(.block(block)) }
    var edges: [[Item]] = []
    for (block, sources) in inputs.enumerated() {
      for source in sources {
        let between = (depths[source] + 1..<max(depths[source] + 1, depths[block])).map {
          Item.lane(edge: edges.count, row: $0)
        }
        for case let lane in between {
          if case .lane(_, let row) = lane { rows[row].append(lane) }
        }
        edges.append([.block(source)] + between + [.block(block)])
      }
    }
    self.edges = edges
    self.rows = rows
    order()
  }

  func depth(of item: Item) -> Int {
    switch item {
    case .block(let block): depths[block]
    case .lane(_, let row): row
    }
  }

  /// Orders each row by the mean position of the items that its items are joined to in the row
  /// before (the barycentre method of Sugiyama, Tagawa and Toda 1981), then upwards by the row
  /// after, a few times.
  private mutating func order() {
    var before: [Item: [Item]] = [:]
    var after: [Item: [Item]] = [:]
    for edge in edges {
      for (upper, lower) in zip(edge, edge.dropFirst()) {
        before[lower, default: []].append(upper)
        after[upper, default: []].append(lower)
      }
    }
    for _ in 0..<4 {
      for row in rows.indices.dropFirst() { sort(row, by: before, at: row - 1) }
      for row in rows.indices.dropLast().reversed() { sort(row, by: after, at: row + 1) }
    }
  }

  private mutating func sort(_ row: Int, by neighbours: [Item: [Item]], at other: Int) {
    var places: [Item: Double] = [:]
    // Positions are shares of the row's length, because rows differ in length.
    for (index, item) in rows[other].enumerated() {
      places[item] = (Double(index) + 0.5) / Double(rows[other].count)
    }
    let count = Double(rows[row].count)
    let keys = rows[row].enumerated().map { index, item in
      let found = (neighbours[item] ?? []).compactMap { places[$0] }
      return found.isEmpty
        ? (Double(index) + 0.5) / count : found.reduce(0, +) / Double(found.count)
    }
    rows[row] = rows[row].indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { rows[row][$0] }
  }
}
