import LimnCore
import LimnNetwork

/// Operators that select and rearrange elements.
extension GraphReader {
  /// Permutes axes. The batch may move, because its examples stay separate.
  mutating func transpose(_ node: GraphNode) throws -> Value {
    let permutation = node.integers("perm")
    switch try value(0, of: node) {
    case .label(let names): return .label(names: names)
    case .words: throw refusal(of: node, expected: "numbers, not texts")
    case .constant(let constant):
      let order = permutation ?? constant.shape.indices.reversed()
      guard order.sorted() == Array(constant.shape.indices) else {
        throw refusal(of: node, expected: "an order of its axes")
      }
      let map = SparseMap.transpose(Shape(constant.shape), order: order)
      try spend(map.indices.count)
      return .constant(
        try constant.choosing(
          map.indices, shape: map.output.sizes, name: node.outputs[0], file: file))
    case .line(let line):
      let axes = permutation ?? line.extents.indices.reversed()
      guard axes.sorted() == Array(line.extents.indices) else {
        throw refusal(of: node, expected: "an order of its axes")
      }
      // A joint axis moves with all its factors.
      let order = axes.flatMap(line.places(of:))
      let shape = order.map { line.shape[$0] }
      let joint = line.joint.flatMap { joint in
        order.firstIndex(of: joint.axes.lowerBound).map {
          Line.Joint(axes: $0..<$0 + joint.axes.count, node: joint.node)
        }
      }
      let own = order.compactMap { line.exampleAxis($0) }
      let large = own.filter { line.example.sizes[$0] > 1 }
      guard large != large.sorted() else {
        // The values of each example keep their order.
        var result = line
        result.shape = shape
        result.joint = joint
        return .line(result)
      }
      let settled = try settled(line, at: .node(node.identity))
      values[node.inputs[0]] = .line(settled)
      var result = try apply(
        SparseMap.transpose(settled.example, order: own), to: [settled], shape: shape,
        at: .node(node.identity))
      result.element = line.element
      result.joint = joint
      return .line(result)
    }
  }

  /// Selects positions along an axis.
  mutating func gather(_ node: GraphNode) throws -> Value {
    let axis = node.integer("axis", default: 0)
    guard let indices = try constant(1, of: node), let places = try integers(1, of: node) else {
      throw refusal(of: node, expected: "constant places")
    }
    switch try value(0, of: node) {
    case .label(let names): return .label(names: names)
    case .words: throw refusal(of: node, expected: "numbers, not texts")
    case .constant(let source):
      return .constant(try picked(source, axis: axis, places, shape: indices.shape, node))
    case .line(let line):
      let whole = axis < 0 ? axis + line.shape.count : axis
      guard let own = line.exampleAxis(axis), let size = line.shape[whole] else {
        throw mixesRows(node)
      }
      let resolved = places.map { $0 < 0 ? $0 + size : $0 }
      guard resolved.allSatisfy({ (0..<size).contains($0) }), !resolved.isEmpty,
        resolved.count <= builder.numbersAllowed
      else { throw refusal(of: node, expected: "places within its input") }
      let settled = try settled(line, at: .node(node.identity))
      values[node.inputs[0]] = .line(settled)
      var result = try apply(
        SparseMap.gather(settled.example, axis: own, places: resolved), to: [settled],
        shape: line.shape[..<whole] + indices.shape + line.shape[(whole + 1)...],
        at: .node(node.identity))
      result.element = line.element
      return .line(result)
    }
  }

  private func picked(
    _ source: ConstantTensor, axis: Int, _ places: [Int], shape: [Int], _ node: GraphNode
  ) throws -> ConstantTensor {
    let axis = axis < 0 ? axis + source.shape.count : axis
    guard source.shape.indices.contains(axis), places.count <= builder.numbersAllowed else {
      throw refusal(of: node, expected: "an axis of its input")
    }
    let size = source.shape[axis]
    let resolved = places.map { $0 < 0 ? $0 + size : $0 }
    guard resolved.allSatisfy({ (0..<size).contains($0) }) else {
      throw refusal(of: node, expected: "indices within the shape")
    }
    let map = SparseMap.gather(Shape(source.shape), axis: axis, places: resolved)
    return try source.choosing(
      map.indices, shape: Array(source.shape[..<axis]) + shape + source.shape[(axis + 1)...],
      name: node.outputs[0], file: file)
  }

  /// The positions along an axis from `start` to `end` with `step`, clamped as ONNX specifies.
  private static func places(_ start: Int, _ end: Int, _ step: Int, size: Int) -> [Int] {
    func place(_ value: Int) -> Int { value < 0 ? (value < -size ? -1 : value + size) : value }
    if step > 0 {
      let from = min(max(place(start), 0), size)
      let to = min(max(place(end), 0), size)
      return from < to ? Array(stride(from: from, to: to, by: step)) : []
    }
    let from = min(max(place(start), -1), size - 1)
    let to = end < -size ? -1 : min(max(place(end), -1), size - 1)
    return from > to ? Array(stride(from: from, to: to, by: step)) : []
  }

  mutating func slice(_ node: GraphNode) throws -> Value {
    guard let starts = try node.integers("starts") ?? integers(1, of: node),
      let ends = try node.integers("ends") ?? integers(2, of: node), starts.count == ends.count
    else { throw refusal(of: node, expected: "constant starts and ends") }
    let axes = try node.integers("axes") ?? integers(3, of: node) ?? Array(starts.indices)
    let steps = try integers(4, of: node) ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
      throw refusal(of: node, expected: "an axis and a step for each start")
    }
    switch try value(0, of: node) {
    case .label(let names): return .label(names: names)
    case .words: throw refusal(of: node, expected: "numbers, not texts")
    case .constant(var constant):
      for (index, axis) in axes.enumerated() {
        let axis = axis < 0 ? axis + constant.shape.count : axis
        guard constant.shape.indices.contains(axis) else {
          throw refusal(of: node, expected: "axes of its input")
        }
        let places = Self.places(
          starts[index], ends[index], steps[index], size: constant.shape[axis])
        constant = try picked(constant, axis: axis, places, shape: [places.count], node)
      }
      return .constant(constant)
    case .line(let source):
      var line = source
      for (index, axis) in axes.enumerated() {
        let whole = axis < 0 ? axis + line.shape.count : axis
        guard line.shape.indices.contains(whole) else {
          throw refusal(of: node, expected: "axes of its input")
        }
        guard let size = line.shape[whole], let own = line.exampleAxis(whole) else {
          // All examples, unchanged.
          if starts[index] == 0, steps[index] == 1, ends[index] >= batchSize ?? Int(Int32.max) {
            continue
          }
          throw mixesRows(node)
        }
        let places = Self.places(starts[index], ends[index], steps[index], size: size)
        guard !places.isEmpty else {
          throw refusal(of: node, expected: "a slice that is not empty")
        }
        if places == Array(0..<size) { continue }
        line = try settled(line, at: .node(node.identity))
        var shape = line.shape
        shape[whole] = places.count
        line = try apply(
          SparseMap.gather(line.example, axis: own, places: places, kind: "Slice"), to: [line],
          shape: shape, at: .node(node.identity))
        line.element = source.element
      }
      return .line(line)
    }
  }

  mutating func split(_ node: GraphNode) throws {
    let axis = node.integer("axis", default: 0)
    if case .constant(let constant) = try value(0, of: node) {
      let axis = axis < 0 ? axis + constant.shape.count : axis
      guard constant.shape.indices.contains(axis) else {
        throw refusal(of: node, expected: "an axis of its input")
      }
      for (name, part) in zip(node.outputs, try parts(of: constant.shape[axis], node))
      where !name.isEmpty {
        try define(
          name, .constant(try picked(constant, axis: axis, Array(part), shape: [part.count], node)))
      }
      return
    }
    let line = try settled(0, of: node)
    let whole = axis < 0 ? axis + line.shape.count : axis
    guard let own = line.exampleAxis(axis), let size = line.shape[whole] else {
      throw mixesRows(node)
    }
    for (name, part) in zip(node.outputs, try parts(of: size, node)) {
      var shape = line.shape
      shape[whole] = part.count
      let piece = try apply(
        SparseMap.gather(line.example, axis: own, places: Array(part), kind: "Split"),
        to: [line], shape: shape, at: .node(node.identity))
      if !name.isEmpty { try define(name, .line(piece)) }
    }
  }

  /// The positions along an axis that each output of a split takes.
  private func parts(of size: Int, _ node: GraphNode) throws -> [Range<Int>] {
    let count = node.outputs.count
    let each = (size + count - 1) / count
    let parts =
      try node.integers("split") ?? integers(1, of: node)
      ?? (0..<count).map { min(each, size - min(size, $0 * each)) }
    guard parts.count == count, parts.allSatisfy({ $0 > 0 && $0 <= size }),
      parts.reduce(0, +) == size
    else { throw refusal(of: node, expected: "parts that make up its axis") }
    var start = 0
    return parts.map { part in
      defer { start += part }
      return start..<start + part
    }
  }

  mutating func tile(_ node: GraphNode) throws -> Line {
    var line = try settled(0, of: node)
    guard let repeats = try integers(1, of: node), repeats.count == line.shape.count,
      repeats.allSatisfy({ $0 > 0 })
    else { throw refusal(of: node, expected: "constant repeats of each axis") }
    for (axis, count) in repeats.enumerated() where count > 1 {
      guard let own = line.exampleAxis(axis), let size = line.shape[axis] else {
        throw mixesRows(node)
      }
      guard line.width.multipliedReportingOverflow(by: count).partialValue <= builder.numbersAllowed
      else { throw ONNXError.tooLarge(file: file) }
      var shape = line.shape
      shape[axis] = size * count
      line = try apply(
        SparseMap.gather(
          line.example, axis: own, places: (0..<size * count).map { $0 % size }, kind: "Tile"),
        to: [line], shape: shape, at: .node(node.identity))
    }
    return line
  }
}

extension ConstantTensor {
  /// Selects values and gives them another shape.
  fileprivate func choosing(_ indices: [Int32], shape: [Int], name: String, file: String) throws
    -> ConstantTensor
  {
    let values: Values
    switch self.values {
    case .integers(let integers): values = .integers(indices.map { integers[Int($0)] })
    case .extents(let extents): values = .sizes(indices.map { extents[Int($0)] })
    case .truths(let truths): values = .truths(indices.map { truths[Int($0)] })
    default:
      let numbers = try unboundedNumbers(file: file)
      values = .numbers(indices.map { numbers[Int($0)] })
    }
    return ConstantTensor(name: name, shape: shape, values: values)
  }
}
