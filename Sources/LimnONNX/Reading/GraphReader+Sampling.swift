import LimnCore
import LimnNetwork

/// Operators that change the spatial layout of an image: padding, and moving channels to space or
/// back.
extension GraphReader {
  /// Pads the input.
  mutating func pad(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    guard let given = try node.integers("pads") ?? integers(1, of: node) else {
      throw refusal(of: node, expected: "constant pads")
    }
    let rank = line.shape.count
    let axes = (try integers(3, of: node) ?? Array(0..<rank)).map { $0 < 0 ? $0 + rank : $0 }
    guard given.count == 2 * axes.count, axes.allSatisfy((0..<rank).contains) else {
      throw refusal(of: node, expected: "pads before and after each axis")
    }
    var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    for (place, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (given[place], given[axes.count + place])
    }
    let batch = line.batchAxis
    if let batch, before[batch] != 0 || after[batch] != 0 { throw mixesRows(node) }
    let constant =
      try node.has("value")
      ? node.finite("value", default: 0, in: self) : numbers(2, of: node)?.first ?? 0
    var shape = line.shape
    for axis in shape.indices {
      guard let size = shape[axis] else { continue }
      let (first, last) = (size.addingReportingOverflow(before[axis]), after[axis])
      guard !first.overflow, first.partialValue.addingReportingOverflow(last).partialValue > 0,
        abs(before[axis]) <= builder.numbersAllowed, abs(last) <= builder.numbersAllowed
      else { throw refusal(of: node, expected: "pads that give an output that is not empty") }
      shape[axis] = size + before[axis] + last
    }
    guard Line.width(of: shape) <= builder.numbersAllowed else {
      throw ONNXError.tooLarge(file: file)
    }
    let mode = node.text("mode", default: "constant")
    guard ["constant", "reflect", "edge", "wrap"].contains(mode) else {
      throw refusal(of: node, expected: "the mode constant, reflect, edge or wrap")
    }
    func source(_ place: Int, _ size: Int) -> Int? {
      switch mode {
      case "edge": return place < 0 ? 0 : size - 1
      case "wrap": return ((place % size) + size) % size
      case "reflect":
        guard size > 1 else { return 0 }
        let period = 2 * (size - 1)
        let folded = ((place % period) + period) % period
        return folded < size ? folded : period - folded
      default: return nil
      }
    }
    let own = shape.indices.filter { $0 != batch }
    return try apply(
      SparseMap.padding(
        line.example, before: own.map { before[$0] }, after: own.map { after[$0] },
        constant: constant, source: source),
      to: [line], shape: shape, at: .node(node.identity))
  }

  /// Moves blocks of channels into space.
  mutating func depthToSpace(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let block = node.integer("blocksize", default: 0)
    guard line.isBatchFirst, line.shape.count == 4, block > 0, block < 1 << 16,
      let channels = line.shape[1], let height = line.shape[2], let width = line.shape[3],
      channels.isMultiple(of: block * block)
    else { throw refusal(of: node, expected: "N×C×H×W, and a block that divides its channels") }
    let depth = channels / (block * block)
    let isColumns = node.text("mode", default: "DCR") == "CRD"
    return try rearranged(
      line,
      as: isColumns
        ? [depth, block, block, height, width] : [block, block, depth, height, width],
      order: isColumns ? [0, 3, 1, 4, 2] : [2, 3, 0, 4, 1],
      to: [depth, height * block, width * block], node)
  }

  /// Moves blocks of space into channels, the inverse of `depthToSpace`.
  mutating func spaceToDepth(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let block = node.integer("blocksize", default: 0)
    guard line.isBatchFirst, line.shape.count == 4, block > 0, block < 1 << 16,
      let channels = line.shape[1], let height = line.shape[2], let width = line.shape[3],
      height.isMultiple(of: block), width.isMultiple(of: block)
    else { throw refusal(of: node, expected: "N×C×H×W, and a block that divides height and width") }
    let (rows, columns) = (height / block, width / block)
    let isColumns = node.text("mode", default: "DCR") == "CRD"
    return try rearranged(
      line, as: [channels, rows, block, columns, block],
      order: isColumns ? [0, 2, 4, 1, 3] : [2, 4, 0, 1, 3],
      to: [channels * block * block, rows, columns], node)
  }

  /// Views the axes besides the batch as `sizes`, permutes them, and groups them as three axes
  /// again.
  private mutating func rearranged(
    _ line: Line, as sizes: [Int], order: [Int], to output: [Int], _ node: GraphNode
  ) throws -> Line {
    try apply(
      SparseMap(
        node.identity.operator, of: [line.example], to: Shape(output),
        selecting: SparseMap.transpose(Shape(sizes), order: order).indices),
      to: [line], shape: line.shape[..<1] + output.map { $0 }, at: .node(node.identity))
  }
}
