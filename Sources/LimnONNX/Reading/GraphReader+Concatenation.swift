import LimnCore
import LimnNetwork

/// Concatenating values.
extension GraphReader {
  /// Concatenates values, or sizes into a shape.
  mutating func concatenation(_ node: GraphNode) throws -> Value {
    let isVectorizer = node.identity.operator == "FeatureVectorizer"
    let parts = try node.inputs.indices.map { try value($0, of: node) }
    let constants = parts.compactMap {
      if case .constant(let constant) = $0 { constant } else { nil }
    }
    let axis = isVectorizer ? -1 : node.integer("axis", default: opset < 4 ? 1 : 0)
    if constants.count == parts.count { return .constant(try joined(constants, axis: axis, node)) }
    if let line = try twoClasses(node, axis: axis) { return .line(line) }
    let lines = try lines(parts, node)
    let whole = axis < 0 ? axis + lines[0].shape.count : axis
    guard let own = lines[0].exampleAxis(axis) else { throw mixesRows(node) }
    // A first axis of size 1 may be a batch of one, to which concatenation would add rows.
    if firstAxis == .example, exampleCount == 1, whole == 0, lines.allSatisfy({ $0.shape[0] == 1 })
    {
      throw mixesRows(node)
    }
    var shape = lines[0].shape
    shape[whole] = 0
    for line in lines {
      guard line.shape.count == shape.count,
        zip(line.shape, shape).enumerated().allSatisfy({ $0 == whole || $1.0 == $1.1 }),
        let size = line.shape[whole]
      else {
        throw refusal(of: node, expected: "values whose shapes are the same except along the axis")
      }
      shape[whole] = (shape[whole] ?? 0) + size
    }
    return .line(
      try apply(
        SparseMap.concatenation(lines.map(\.example), axis: own), to: lines, shape: shape,
        at: .node(node.identity)))
  }

  /// Settles the values to concatenate; constants become values that are the same for every
  /// example.
  private mutating func lines(_ parts: [Value], _ node: GraphNode) throws -> [Line] {
    let place = Place.node(node.identity)
    let beside = try parts.lazy.compactMap { if case .line(let line) = $0 { line } else { nil } }
      .first.map { try settled($0, at: place) }
    return try parts.map { part in
      switch (part, beside) {
      case (.line(let line), _): return try settled(line, at: place).asReal
      case (.constant(let constant), let beside?) where constant.shape.count == beside.shape.count:
        let numbers = try constant.numbers(file: file)
        var shape: [Int?] = constant.shape
        if let batch = beside.batchAxis {
          // One row represents a batch of one, which may be any example.
          guard shape[batch] == 1, batchSize == 1 else {
            throw dependsOnRow(constant.shape[batch], node)
          }
          shape[batch] = nil
        }
        try spend(numbers.count)
        return try apply(
          SparseMap.constant(
            numbers, of: builder.shape(of: beside.value), to: Shape(shape.compactMap { $0 })),
          to: [beside], shape: shape, at: place)
      default:
        throw refusal(of: node, expected: "values and constants with the same number of axes")
      }
    }
  }

  private func joined(_ parts: [ConstantTensor], axis: Int, _ node: GraphNode) throws
    -> ConstantTensor
  {
    if parts.allSatisfy({ $0.shape.count == 1 && $0.extents != nil }) {
      let sizes = parts.flatMap { $0.extents ?? [] }
      // Repeatedly joining a shape with itself must not grow without bound.
      guard sizes.count <= ConstantTensor.mostAxes else {
        throw refusal(of: node, expected: "sizes of a shape")
      }
      return ConstantTensor(name: node.outputs[0], shape: [sizes.count], values: .sizes(sizes))
    }
    let rank = parts[0].shape.count
    let axis = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(axis),
      parts.allSatisfy({ part in
        part.shape.count == rank
          && part.shape.indices.allSatisfy { $0 == axis || part.shape[$0] == parts[0].shape[$0] }
      })
    else {
      throw refusal(of: node, expected: "constants whose shapes are the same except along the axis")
    }
    let map = SparseMap.concatenation(parts.map { Shape($0.shape) }, axis: axis)
    guard map.indices.count <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    let all = try parts.flatMap { try $0.unboundedNumbers(file: file) }
    return ConstantTensor(
      name: node.outputs[0], shape: map.output.sizes,
      values: .numbers(map.indices.map { all[Int($0)] }))
  }
}
