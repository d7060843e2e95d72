import LimnCore
import LimnNetwork

/// Operators that give values another shape, and what is computed with shapes.
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
    guard let target = try node.integers("shape") ?? constant(1, of: node)?.integers else {
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
    // A list of single numbers may leave the batch alone.
    if line.width == 1, target.count == 1, target[0] == nil || target[0] == -1 { return [nil] }
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

  /// The axes an operator names: an attribute before opset 13, an input since.
  private func axes(of node: GraphNode) throws -> [Int]? {
    try node.integers("axes") ?? integers(1, of: node)
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
      // A sum behind is a bias still where only axes of one element came or went.
      line.shape = shape
      return .line(line)
    case .constant(let constant):
      guard let shape = newConstantShape(constant.shape) else {
        throw refusal(of: node, expected: "a shape of as many values")
      }
      return .constant(constant.reshaped(shape))
    case .label(let names): return .label(names: names)
    }
  }

  /// The shape of a value, the batch in it still open.
  func shape(of node: GraphNode) throws -> ConstantTensor {
    let whole: [Int?]
    switch try value(0, of: node) {
    case .line(let line): whole = line.shape
    case .constant(let constant): whole = constant.shape
    case .label: throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    func place(_ value: Int) -> Int {
      min(max(value < 0 ? value + whole.count : value, 0), whole.count)
    }
    let start = place(node.integer("start", default: 0))
    let end = max(start, place(node.integer("end", default: whole.count)))
    return ConstantTensor(
      name: node.outputs[0], shape: [end - start], values: .integers(Array(whole[start..<end])))
  }

  /// The number of elements, which depends on the batch for a value.
  func size(of node: GraphNode) throws -> ConstantTensor {
    guard case .constant(let constant) = try value(0, of: node) else {
      throw refusal(of: node, expected: "a constant; a value's size depends on the batch")
    }
    return ConstantTensor(
      name: node.outputs[0], shape: [], values: .integers([constant.shape.reduce(1, *)]))
  }
}
