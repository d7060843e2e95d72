import LimnCore
import LimnNetwork

/// Operators that change the shape of values, and computations with shapes.
extension GraphReader {
  mutating func flatten(_ node: GraphNode) throws -> Value {
    let axis = node.integer("axis", default: 1)
    return try reshaping(node) { extents in
      let axis = axis < 0 ? axis + extents.count : axis
      guard axis >= 0, axis <= extents.count, let first = Extent.product(extents[..<axis]),
        let second = Extent.product(extents[axis...])
      else { return nil }
      return [first, second]
    }
  }

  mutating func reshape(_ node: GraphNode) throws -> Value {
    guard
      let target = try node.integers("shape")?.map({ Extent($0) }) ?? constant(1, of: node)?.extents
    else { throw refusal(of: node, expected: "a constant shape of integers") }
    let copiesZero = node.integer("allowzero", default: 0) == 0
    return try reshaping(node) { extents in
      target.enumerated().map { index, size in
        size == Extent(0) && copiesZero && index < extents.count ? extents[index] : size
      }
    }
  }

  mutating func squeeze(_ node: GraphNode) throws -> Value {
    let axes = try axes(of: node)
    return try reshaping(node) { extents in
      let all = extents.indices.filter { extents[$0] == Extent(1) }
      guard let chosen = Self.resolved(axes ?? all, rank: extents.count),
        chosen.allSatisfy({ extents[$0] == Extent(1) })
      else { return nil }
      return extents.indices.filter { !chosen.contains($0) }.map { extents[$0] }
    }
  }

  mutating func unsqueeze(_ node: GraphNode) throws -> Value {
    guard let axes = try axes(of: node) else { throw refusal(of: node, expected: "constant axes") }
    return try reshaping(node) { extents in
      guard let chosen = Self.resolved(axes, rank: extents.count + axes.count) else { return nil }
      var extents = extents
      for axis in chosen.sorted() { extents.insert(Extent(1), at: axis) }
      return extents
    }
  }

  /// The axes that an operator names: an attribute before opset 13, an input since then.
  private func axes(of node: GraphNode) throws -> [Int]? {
    try node.integers("axes") ?? integers(1, of: node)
  }

  /// Distinct non-negative axes; `nil` if one is out of range or repeated.
  private static func resolved(_ axes: [Int], rank: Int) -> [Int]? {
    guard rank <= ConstantTensor.mostAxes else { return nil }
    let resolved = axes.map { $0 < 0 ? $0 + rank : $0 }
    guard resolved.allSatisfy({ (0..<rank).contains($0) }), Set(resolved).count == axes.count else {
      return nil
    }
    return resolved
  }

  /// Input 0 in another shape; −1 is the size that remains.
  private func reshaping(_ node: GraphNode, to newShape: ([Extent]) -> [Extent]?) throws -> Value {
    switch try value(0, of: node) {
    case .line(let line):
      guard let target = newShape(line.extents), target.count <= ConstantTensor.mostAxes,
        let result = regrouped(line, to: target, node)
      else {
        throw refusal(of: node, expected: "a shape that keeps the batch and each row's order")
      }
      return .line(result)
    case .constant(let constant):
      let own = constant.shape.map { Extent($0) }
      guard let target = newShape(own), target.count <= ConstantTensor.mostAxes,
        let shape = Self.whole(target, of: constant.shape.reduce(1, *))
      else { throw refusal(of: node, expected: "a shape with the same number of values") }
      return .constant(constant.reshaped(shape))
    case .label(let names): return .label(names: names)
    case .words: throw refusal(of: node, expected: "numbers, not texts")
    }
  }

  /// Sizes with the given number of elements, −1 filled in; `nil` if that is not possible.
  static func whole(_ target: [Extent], of count: Int) -> [Int]? {
    let sizes = target.map(\.count)
    guard !target.contains(where: \.timesBatch), sizes.count(where: { $0 == -1 }) <= 1,
      let rest = ConstantTensor.count(sizes.filter { $0 != -1 })
    else { return nil }
    guard sizes.contains(-1) else { return rest == count ? sizes : nil }
    guard rest > 0, count.isMultiple(of: rest) else { return nil }
    return sizes.map { $0 == -1 ? count / rest : $0 }
  }

  /// The shape of a value, with an unspecified batch size.
  func shape(of node: GraphNode) throws -> ConstantTensor {
    let whole: [Extent]
    switch try value(0, of: node) {
    case .line(let line): whole = line.extents
    case .constant(let constant): whole = constant.shape.map { Extent($0) }
    case .words(let words):
      whole = [Extent(1, timesBatch: true)] + (words.rank == 1 ? [] : [Extent(words.columns.count)])
    case .label: throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    func place(_ value: Int) -> Int {
      min(max(value < 0 ? value + whole.count : value, 0), whole.count)
    }
    let start = place(node.integer("start", default: 0))
    let end = max(start, place(node.integer("end", default: whole.count)))
    return ConstantTensor(
      name: node.outputs[0], shape: [end - start], values: .sizes(Array(whole[start..<end])))
  }

  /// The number of elements of a constant; that of a value would depend on the batch.
  func size(of node: GraphNode) throws -> ConstantTensor {
    guard case .constant(let constant) = try value(0, of: node) else {
      throw refusal(of: node, expected: "a constant; a value's size depends on the batch")
    }
    return ConstantTensor(
      name: node.outputs[0], shape: [], values: .integers([constant.shape.reduce(1, *)]))
  }
}
