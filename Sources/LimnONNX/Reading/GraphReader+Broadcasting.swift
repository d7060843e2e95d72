import LimnCore
import LimnNetwork

/// Broadcasting as in NumPy and ONNX.
extension GraphReader {
  /// The common shape of two values, with axes aligned from the last.
  ///
  /// - Throws: `ONNXError.shapeMismatch` if the shapes do not fit; `.unsupportedUse` if an axis
  ///   would meet the batch.
  func broadcastShape(_ left: [Int?], _ right: [Int?], _ node: GraphNode) throws -> [Int?] {
    let rank = max(left.count, right.count)
    func padded(_ shape: [Int?]) -> [Int?] {
      [Int?](repeating: 1, count: rank - shape.count) + shape
    }
    return try zip(padded(left), padded(right)).map { a, b in
      if a == b { return a }
      if b == 1 { return a }
      if a == 1, b != nil || !left.contains(nil) { return b }
      if let rows = a ?? b, a == nil || b == nil {
        // If both are values, the batch of one meets another axis of the other.
        throw left.contains(nil) && right.contains(nil)
          ? mixesRows(node) : dependsOnRow(rows, node)
      }
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: left, constant: right.map { $0 ?? -1 })
    }
  }

  /// Broadcasts a settled line to a larger shape.
  mutating func expanded(_ line: Line, to shape: [Int?], _ node: GraphNode) throws -> Line {
    guard shape != line.shape else { return line }
    let missing = shape.count - line.shape.count
    // The batch axis must remain the batch axis.
    guard missing >= 0, shape.firstIndex(of: nil) == line.batchAxis.map({ $0 + missing }) else {
      throw mixesRows(node)
    }
    var result = line
    result.shape = shape
    guard result.width != line.width else { return result }
    guard result.width <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    let padded = [Int?](repeating: 1, count: missing) + line.shape
    return try apply(
      SparseMap.broadcast(Shape(padded.compactMap { $0 }), to: shape.compactMap { $0 }),
      to: [line], shape: shape, at: .node(node.identity))
  }

  /// The constant's value for each feature, broadcast as in NumPy and ONNX.
  ///
  /// - Parameter isUnbounded: whether infinite numbers are allowed.
  /// - Throws: `ONNXError.shapeMismatch` if the constant does not fit or would enlarge the shape;
  ///   `.unsupportedUse` if it has several values along the batch; `.nonFinite`, `.tooLarge`.
  func broadcast(
    _ constant: ConstantTensor, to shape: [Int?], _ node: GraphNode, isUnbounded: Bool = false
  ) throws -> [Float] {
    let numbers =
      try isUnbounded ? constant.unboundedNumbers(file: file) : constant.numbers(file: file)
    let missing = shape.count - constant.shape.count
    let sizes = [Int](repeating: 1, count: max(0, missing)) + constant.shape
    if missing >= 0, let rows = zip(sizes, shape).first(where: { $0 > 1 && $1 == nil })?.0 {
      throw dependsOnRow(rows, node)
    }
    guard missing >= 0, zip(sizes, shape).allSatisfy({ $0 == 1 || $0 == $1 }) else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: shape, constant: constant.shape)
    }
    guard Line.width(of: shape) <= builder.numbersAllowed else {
      throw ONNXError.tooLarge(file: file)
    }
    if numbers.count == 1 {
      return [Float](repeating: numbers[0], count: Line.width(of: shape))
    }
    // Offsets into the constant, built axis by axis from the first.
    var offsets = [0]
    for (size, target) in zip(sizes, shape) {
      let steps = target ?? 1
      offsets = offsets.flatMap { base in
        (0..<steps).map { size == 1 ? base : base * size + $0 }
      }
    }
    return offsets.map { numbers[$0] }
  }

  mutating func expand(_ node: GraphNode) throws -> Value {
    guard let target = try constant(1, of: node)?.integers else {
      throw refusal(of: node, expected: "a constant shape of integers")
    }
    switch try value(0, of: node) {
    case .line:
      let line = try settled(0, of: node)
      let sizes = target.map { $0 == batchSize && batchSize != 1 ? nil : $0 }
      return .line(
        try expanded(line, to: try broadcastShape(line.shape, sizes, node), node))
    case .constant(let constant):
      return try repeated(constant, to: target, node)
    case .label(let names): return .label(names: names)
    case .words: throw refusal(of: node, expected: "numbers, not texts")
    }
  }

  /// A constant with the same number everywhere, in a shape that may contain the batch.
  mutating func constantOfShape(_ node: GraphNode) throws -> Value {
    guard let target = try constant(0, of: node)?.integers else {
      throw refusal(of: node, expected: "a constant shape of integers")
    }
    var constant = ConstantTensor(name: node.outputs[0], shape: [1], values: .numbers([0]))
    if let tensor = node.tensor("value") {
      constant = try ConstantTensor(tensor, name: node.outputs[0], file: file, beside: sideFiles)
    }
    return try repeated(constant, to: target, node)
  }

  /// Repeats a constant to a shape; if the shape contains the batch, the result is a value of the
  /// network.
  private mutating func repeated(
    _ constant: ConstantTensor, to target: [Int?], _ node: GraphNode
  ) throws -> Value {
    let sizes = target.compactMap { $0 }
    guard target.count - sizes.count <= 1, let count = ConstantTensor.count(sizes),
      count <= builder.numbersAllowed
    else { throw ONNXError.tooLarge(file: file) }
    let ownSizes =
      [Int](repeating: 1, count: max(0, target.count - constant.shape.count))
      + constant.shape
    let shape = try broadcastShape(target, ownSizes.map { $0 }, node)
    if shape == target, sizes.count == target.count, constant.integers != nil,
      let integers = constant.integers, integers.count == 1
    {
      return .constant(
        ConstantTensor(
          name: node.outputs[0], shape: sizes,
          values: .integers([Int?](repeating: integers[0], count: count))))
    }
    if case .truths(let truths) = constant.values, !shape.contains(nil) {
      let same = ConstantTensor(
        name: node.outputs[0], shape: constant.shape, values: .numbers(truths.map { $0 ? 1 : 0 }))
      let all = try broadcast(same, to: shape, node)
      try spend(all.count)
      return .constant(
        ConstantTensor(
          name: node.outputs[0], shape: shape.compactMap { $0 },
          values: .truths(all.map { $0 != 0 })))
    }
    let numbers = try broadcast(constant, to: shape, node, isUnbounded: !shape.contains(nil))
    try spend(numbers.count)
    guard shape.contains(nil) else {
      return .constant(
        ConstantTensor(
          name: node.outputs[0], shape: shape.compactMap { $0 }, values: .numbers(numbers)))
    }
    let input = Line(value: 0, shape: [nil] + builder.inputShape.sizes)
    return .line(
      try apply(
        SparseMap.constant(
          numbers, of: builder.inputShape, to: Shape(shape.compactMap { $0 })),
        to: [input], shape: shape, at: .node(node.identity)))
  }
}
