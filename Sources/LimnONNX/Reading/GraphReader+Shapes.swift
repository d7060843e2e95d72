/// Operators that only give values another shape: the order of a row's values must stay.
extension GraphReader {
  mutating func flatten(_ node: GraphNode) throws -> Value {
    let axis = node.integer("axis", default: 1)
    return try reshaping(node) { line in
      let axis = axis < 0 ? axis + line.shape.count : axis
      guard axis > 0, axis <= line.shape.count, line.batchAxis == 0,
        Line.width(of: Array(line.shape[..<axis])) == 1
      else { return nil }
      return [nil, line.width]
    } constant: { shape in
      let axis = axis < 0 ? axis + shape.count : axis
      guard axis >= 0, axis <= shape.count else { return nil }
      return [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)]
    }
  }

  mutating func reshape(_ node: GraphNode) throws -> Value {
    guard let target = try constant(1, of: node)?.integers else {
      throw refusal(of: node, expected: "a constant shape of integers")
    }
    let copiesZero = node.integer("allowzero", default: 0) == 0
    return try reshaping(node) { line in
      self.shape(target, of: line, copiesZero: copiesZero)
    } constant: { shape in
      let whole = target.compactMap { $0 }
      let known = whole.enumerated().map { index, size in
        size == 0 && copiesZero && index < shape.count ? shape[index] : size
      }
      guard whole.count == target.count, known.count(where: { $0 == -1 }) <= 1 else { return nil }
      let count = shape.reduce(1, *)
      guard let rest = ConstantTensor.count(known.filter { $0 != -1 }) else { return nil }
      guard known.contains(-1) else { return rest == count ? known : nil }
      guard rest > 0, count.isMultiple(of: rest) else { return nil }
      return known.map { $0 == -1 ? count / rest : $0 }
    }
  }

  /// The shape that `target` gives a line whose batch comes first, or `nil` where the batch would
  /// not stay there.
  private func shape(_ target: [Int?], of line: Line, copiesZero: Bool) -> [Int?]? {
    guard line.batchAxis == 0, target.count <= ConstantTensor.mostAxes, let first = target.first
    else { return nil }
    // The batch: its size as the graph asks for it, "the same" (0), "the rest" (−1), or a number
    // where the file fixes the batch.
    let isRest = first == -1
    guard first == nil || isRest || first == 0 && copiesZero || first == batchSize else {
      return nil
    }
    var sizes: [Int] = []
    for (index, size) in target.enumerated().dropFirst() {
      guard let size else { return nil }
      if size == 0, copiesZero {
        guard index < line.shape.count, let same = line.shape[index] else { return nil }
        sizes.append(same)
      } else {
        sizes.append(size)
      }
    }
    guard let known = ConstantTensor.count(sizes.filter { $0 != -1 }), known > 0 else { return nil }
    switch sizes.count(where: { $0 == -1 }) {
    case 0: return known == line.width ? [nil] + sizes : nil
    case 1 where !isRest && line.width.isMultiple(of: known):
      return [nil] + sizes.map { $0 == -1 ? line.width / known : $0 }
    default: return nil
    }
  }

  mutating func squeeze(_ node: GraphNode) throws -> Value {
    let axes = try axes(of: node)
    return try reshaping(node) { line in
      var shape = line.shape
      let all = shape.indices.filter { shape[$0] == 1 }
      guard let chosen = Self.resolved(axes ?? all, rank: shape.count) else { return nil }
      for axis in chosen.sorted(by: >) {
        guard shape[axis] == 1 else { return nil }
        shape.remove(at: axis)
      }
      return shape
    } constant: { shape in
      let all = shape.indices.filter { shape[$0] == 1 }
      guard let chosen = Self.resolved(axes ?? all, rank: shape.count) else { return nil }
      guard chosen.allSatisfy({ shape[$0] == 1 }) else { return nil }
      return shape.indices.filter { !chosen.contains($0) }.map { shape[$0] }
    }
  }

  mutating func unsqueeze(_ node: GraphNode) throws -> Value {
    guard let axes = try axes(of: node) else { throw refusal(of: node, expected: "constant axes") }
    func inserted<Size>(_ one: Size, into shape: [Size]) -> [Size]? {
      guard let chosen = Self.resolved(axes, rank: shape.count + axes.count) else { return nil }
      var shape = shape
      for axis in chosen.sorted() { shape.insert(one, at: axis) }
      return shape
    }
    return try reshaping(node) {
      inserted(1, into: $0.shape)
    } constant: {
      inserted(1, into: $0)
    }
  }

  /// A permutation of axes that leaves each row's values in their order.
  mutating func transpose(_ node: GraphNode) throws -> Value {
    let permutation = node.integers("perm")
    return try reshaping(node) { line in
      let order = permutation ?? line.shape.indices.reversed()
      guard order.sorted() == Array(line.shape.indices) else { return nil }
      let large = order.filter { axis in line.shape[axis].map { $0 > 1 } ?? false }
      guard large == large.sorted() else { return nil }
      return order.map { line.shape[$0] }
    } constant: { shape in
      shape.count(where: { $0 != 1 }) < 2 ? shape.reversed() : nil
    }
  }

  /// The axes an operator names: an attribute before opset 13, an input since.
  private func axes(of node: GraphNode) throws -> [Int]? {
    if let axes = node.integers("axes") { return axes }
    guard let constant = try constant(1, of: node) else { return nil }
    let axes = constant.integers?.compactMap { $0 }
    guard let axes, axes.count == constant.integers?.count else {
      throw refusal(of: node, expected: "constant axes")
    }
    return axes
  }

  /// Distinct axes counted from the front, or `nil` where one is out of range.
  private static func resolved(_ axes: [Int], rank: Int) -> [Int]? {
    guard rank <= ConstantTensor.mostAxes else { return nil }
    let resolved = axes.map { $0 < 0 ? $0 + rank : $0 }
    guard resolved.allSatisfy({ (0..<rank).contains($0) }), Set(resolved).count == axes.count else {
      return nil
    }
    return resolved
  }

  /// Input 0 in another shape.
  private func reshaping(
    _ node: GraphNode, line newShape: (Line) -> [Int?]?,
    constant newConstantShape: ([Int]) -> [Int]?
  ) throws -> Value {
    switch try value(0, of: node) {
    case .line(var line):
      guard let shape = newShape(line) else {
        throw refusal(of: node, expected: "a shape that keeps the batch and each row's order")
      }
      line.shape = shape
      return .line(line)
    case .constant(let constant):
      guard let shape = newConstantShape(constant.shape) else {
        throw refusal(of: node, expected: "a shape of as many values")
      }
      return .constant(constant.reshaped(shape))
    case .label: return .label
    }
  }

  /// The shape of a line, the batch in it still open.
  func shape(of node: GraphNode) throws -> ConstantTensor {
    guard case .line(let line) = try value(0, of: node) else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    guard !node.has("start"), !node.has("end") else {
      throw refusal(of: node, expected: "neither start nor end")
    }
    return ConstantTensor(
      name: node.outputs[0], shape: [line.shape.count], values: .integers(line.shape))
  }

  /// Some sizes of a shape.
  func gather(_ node: GraphNode) throws -> ConstantTensor {
    guard let sizes = try constant(0, of: node), let all = sizes.integers, sizes.shape.count == 1,
      let indices = try constant(1, of: node), let chosen = indices.integers,
      indices.shape.count < 2, chosen.count <= ConstantTensor.mostAxes,
      node.integer("axis", default: 0) == 0
    else { throw refusal(of: node, expected: "some sizes of a shape") }
    let picked = try chosen.map { index in
      guard let index, case let position = index < 0 ? index + all.count : index,
        all.indices.contains(position)
      else { throw refusal(of: node, expected: "indices within the shape") }
      return all[position]
    }
    return ConstantTensor(name: node.outputs[0], shape: indices.shape, values: .integers(picked))
  }
}
