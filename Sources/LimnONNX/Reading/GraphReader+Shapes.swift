import LimnCore
import LimnNetwork

/// Operators that give values another shape or another order, and what is computed with shapes.
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

  /// The axes in another order; the batch may move, and its examples stay apart.
  mutating func transpose(_ node: GraphNode) throws -> Value {
    let permutation = node.integers("perm")
    switch try value(0, of: node) {
    case .label(let names): return .label(names: names)
    case .constant(let constant):
      let order = permutation ?? constant.shape.indices.reversed()
      guard order.sorted() == Array(constant.shape.indices) else {
        throw refusal(of: node, expected: "an order of its axes")
      }
      let map = SparseMap.transpose(Shape(constant.shape), order: order)
      try spend(map.indices.count)
      if let integers = constant.integers {
        return .constant(
          ConstantTensor(
            name: node.outputs[0], shape: map.output.sizes,
            values: .integers(map.indices.map { integers[Int($0)] })))
      }
      let numbers = try constant.numbers(file: file)
      return .constant(
        ConstantTensor(
          name: node.outputs[0], shape: map.output.sizes,
          values: .numbers(map.indices.map { numbers[Int($0)] })))
    case .line(let line):
      let order = permutation ?? line.shape.indices.reversed()
      guard order.sorted() == Array(line.shape.indices) else {
        throw refusal(of: node, expected: "an order of its axes")
      }
      let shape = order.map { line.shape[$0] }
      let own = order.compactMap { line.exampleAxis($0) }
      let large = own.filter { line.example.sizes[$0] > 1 }
      guard large != large.sorted() else {
        // Each example's values keep their places.
        var result = line
        result.shape = shape
        return .line(result)
      }
      let settled = try settled(line, at: .node(node.identity))
      values[node.inputs[0]] = .line(settled)
      var result = try apply(
        SparseMap.transpose(settled.example, order: own), to: [settled], shape: shape,
        at: .node(node.identity))
      result.element = line.element
      return .line(result)
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

  // MARK: choices

  /// Chosen places along an axis.
  mutating func gather(_ node: GraphNode) throws -> Value {
    let axis = node.integer("axis", default: 0)
    guard let indices = try constant(1, of: node), let places = try integers(1, of: node) else {
      throw refusal(of: node, expected: "constant places")
    }
    switch try value(0, of: node) {
    case .label(let names): return .label(names: names)
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

  /// The places along an axis from `start` to `end` by `step`, as ONNX clamps them.
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
          // All examples, as they are.
          if starts[index] == 0, steps[index] == 1, ends[index] >= Int(Int32.max) { continue }
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
    let line = try settled(0, of: node)
    let whole = axis < 0 ? axis + line.shape.count : axis
    guard let own = line.exampleAxis(axis), let size = line.shape[whole] else {
      throw mixesRows(node)
    }
    let count = node.outputs.count
    let each = (size + count - 1) / count
    let parts =
      try node.integers("split") ?? integers(1, of: node)
      ?? (0..<count).map { min(each, size - min(size, $0 * each)) }
    guard parts.count == count, parts.allSatisfy({ $0 > 0 && $0 <= size }),
      parts.reduce(0, +) == size
    else { throw refusal(of: node, expected: "parts that make up its axis") }
    var start = 0
    for (name, part) in zip(node.outputs, parts) {
      var shape = line.shape
      shape[whole] = part
      let piece = try apply(
        SparseMap.gather(
          line.example, axis: own, places: Array(start..<start + part), kind: "Split"),
        to: [line], shape: shape, at: .node(node.identity))
      if !name.isEmpty { try define(name, .line(piece)) }
      start += part
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

  /// Values one behind the other; sizes put together into a shape.
  mutating func concatenation(_ node: GraphNode) throws -> Value {
    let isVectorizer = node.identity.operator == "FeatureVectorizer"
    let parts = try node.inputs.indices.map { try value($0, of: node) }
    let constants = parts.compactMap {
      if case .constant(let constant) = $0 { constant } else { nil }
    }
    let axis = isVectorizer ? -1 : node.integer("axis", default: opset < 4 ? 1 : 0)
    if constants.count == parts.count { return .constant(try joined(constants, axis: axis, node)) }
    guard constants.isEmpty else {
      throw refusal(
        of: node, expected: "values that come from the model's input, or constants alone")
    }
    if let line = try twoClasses(node, axis: axis) { return .line(line) }
    let lines = try node.inputs.indices.map { index in
      try settled(try line(index, of: node), at: .node(node.identity)).asReal
    }
    let whole = axis < 0 ? axis + lines[0].shape.count : axis
    guard let own = lines[0].exampleAxis(axis) else { throw mixesRows(node) }
    var shape = lines[0].shape
    shape[whole] = 0
    for line in lines {
      guard line.shape.count == shape.count,
        zip(line.shape, shape).enumerated().allSatisfy({ $0 == whole || $1.0 == $1.1 }),
        let size = line.shape[whole]
      else { throw refusal(of: node, expected: "values of one shape but for the axis") }
      shape[whole] = (shape[whole] ?? 0) + size
    }
    return .line(
      try apply(
        SparseMap.concatenation(lines.map(\.example), axis: own), to: lines, shape: shape,
        at: .node(node.identity)))
  }

  private func joined(_ parts: [ConstantTensor], axis: Int, _ node: GraphNode) throws
    -> ConstantTensor
  {
    if parts.allSatisfy({ $0.shape.count == 1 && $0.integers != nil }) {
      let sizes = parts.flatMap { $0.integers ?? [] }
      // Joining a shape with itself again and again must not grow without end.
      guard sizes.count <= ConstantTensor.mostAxes else {
        throw refusal(of: node, expected: "sizes of a shape")
      }
      return ConstantTensor(name: node.outputs[0], shape: [sizes.count], values: .integers(sizes))
    }
    let rank = parts[0].shape.count
    let axis = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(axis),
      parts.allSatisfy({ part in
        part.shape.count == rank
          && part.shape.indices.allSatisfy { $0 == axis || part.shape[$0] == parts[0].shape[$0] }
      })
    else { throw refusal(of: node, expected: "constants of one shape but for the axis") }
    let map = SparseMap.concatenation(parts.map { Shape($0.shape) }, axis: axis)
    guard map.indices.count <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    let all = try parts.flatMap { try $0.numbers(file: file) }
    return ConstantTensor(
      name: node.outputs[0], shape: map.output.sizes,
      values: .numbers(map.indices.map { all[Int($0)] }))
  }

  // MARK: sampling

  /// Values added around its input.
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
    guard let batch = line.batchAxis, before[batch] == 0, after[batch] == 0 else {
      throw mixesRows(node)
    }
    let constant =
      try node.has("value")
      ? node.finite("value", default: 0, in: self) : numbers(2, of: node)?.first ?? 0
    var shape = line.shape
    for axis in shape.indices {
      guard let size = shape[axis] else { continue }
      let (first, last) = (size.addingReportingOverflow(before[axis]), after[axis])
      guard !first.overflow, first.partialValue.addingReportingOverflow(last).partialValue > 0,
        abs(before[axis]) <= builder.numbersAllowed, abs(last) <= builder.numbersAllowed
      else { throw refusal(of: node, expected: "pads that leave something") }
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

  /// Nearest or linear resampling.
  mutating func resize(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let isOld = node.identity.operator == "Upsample" || opset < 11
    let scaleInput = isOld ? 1 : 2
    var scales = try (node.floats("scales") ?? numbers(scaleInput, of: node))?.map(Double.init)
    if scales?.isEmpty ?? false { scales = nil }
    // The batch's size may be among them, still open.
    var sizes = isOld ? nil : try constant(3, of: node)?.integers
    let rank = line.shape.count
    let axes = (node.integers("axes") ?? Array(0..<rank)).map { $0 < 0 ? $0 + rank : $0 }
    guard (scales?.count ?? sizes?.count) == axes.count, axes.allSatisfy((0..<rank).contains),
      node.integer("antialias", default: 0) == 0
    else { throw refusal(of: node, expected: "constant scales or sizes for each axis") }
    func whole(_ size: Double) throws -> Int {
      guard size >= 0, size <= Double(builder.numbersAllowed) else {
        throw refusal(of: node, expected: "scales and sizes that leave something")
      }
      return Int(size)
    }
    let policy = node.text("keep_aspect_ratio_policy", default: "stretch")
    if policy != "stretch", let asked = sizes {
      // The same scale for all axes: the largest that stays within the sizes, or the smallest beyond.
      let ratios = zip(axes, asked).map { Double($1 ?? 1) / Double(line.shape[$0] ?? $1 ?? 1) }
      let scale = policy == "not_larger" ? ratios.min() : ratios.max()
      guard policy == "not_larger" || policy == "not_smaller", let scale else {
        throw refusal(of: node, expected: "a policy that is known, not \(policy)")
      }
      scales = axes.map { _ in scale }
      sizes = try axes.map { try whole((Double(line.shape[$0] ?? 1) * scale).rounded()) }
    }
    let mode = node.text("mode", default: "nearest")
    guard mode == "nearest" || mode == "linear" else {
      throw refusal(of: node, expected: "the mode nearest or linear, not \(mode)")
    }
    let transform = node.text(
      "coordinate_transformation_mode", default: isOld ? "asymmetric" : "half_pixel")
    let rounding = node.text("nearest_mode", default: isOld ? "floor" : "round_prefer_floor")
    var shape = line.shape
    var samples: [[(low: Int, high: Int, share: Float)]] = []
    for axis in 0..<rank {
      let place = axes.firstIndex(of: axis)
      guard let size = shape[axis] else {
        guard let place else { continue }
        let keeps =
          if let sizes { sizes[place] == nil || sizes[place] == batchSize } else {
            scales?[place] == 1
          }
        guard keeps else { throw mixesRows(node) }
        continue
      }
      let scale =
        place.map { place in
          scales?[place] ?? Double(sizes?[place] ?? size) / Double(size)
        } ?? 1
      let count =
        if let place, let sizes { sizes[place] ?? 0 } else {
          try whole((Double(size) * scale).rounded(.down))
        }
      guard transform != "align_corners" || sizes != nil || Double(count) == Double(size) * scale
      else {
        throw refusal(
          of: node,
          expected: "scales that give whole sizes; with aligned corners, tools disagree on others")
      }
      guard scale > 0, scale.isFinite, count > 0, count <= builder.numbersAllowed else {
        throw refusal(of: node, expected: "scales and sizes that leave something")
      }
      shape[axis] = count
      samples.append(
        try (0..<count).map { output in
          let x = try Self.source(output, scale: scale, size: size, count: count, transform) {
            self.refusal(of: node, expected: "a coordinate transformation that is known, not \($0)")
          }
          if count == size, scale == 1 { return (output, output, 0) }
          if mode == "nearest" {
            let nearest: Double =
              switch rounding {
              case "floor": x.rounded(.down)
              case "ceil": x.rounded(.up)
              case "round_prefer_ceil": (x + 0.5).rounded(.down)
              default: (x - 0.5).rounded(.up)
              }
            let place = min(max(Int(nearest), 0), size - 1)
            return (place, place, 0)
          }
          let inside = min(max(x, 0), Double(size - 1))
          let low = min(Int(inside), max(size - 2, 0))
          return (low, min(low + 1, size - 1), Float(inside - Double(low)))
        })
    }
    guard Line.width(of: shape) <= builder.numbersAllowed / 8 else {
      throw ONNXError.tooLarge(file: file)
    }
    return try apply(
      SparseMap.interpolation(line.example, samples: samples), to: [line], shape: shape,
      at: .node(node.identity))
  }

  /// Where in the input the output's place lies.
  private static func source(
    _ output: Int, scale: Double, size: Int, count: Int, _ transform: String,
    unknown: (String) -> ONNXError
  ) throws -> Double {
    let x = Double(output)
    switch transform {
    case "asymmetric": return x / scale
    case "half_pixel": return (x + 0.5) / scale - 0.5
    case "half_pixel_symmetric":
      let adjustment = Double(count) / (scale * Double(size))
      let center = Double(size) / 2
      return center * (1 - adjustment) + (x + 0.5) / scale - 0.5
    case "pytorch_half_pixel": return count > 1 ? (x + 0.5) / scale - 0.5 : 0
    case "align_corners": return count > 1 ? x * Double(size - 1) / Double(count - 1) : 0
    default: throw unknown(transform)
    }
  }

  /// Blocks of channels laid out in space.
  mutating func depthToSpace(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let block = node.integer("blocksize", default: 0)
    guard line.batchAxis == 0, line.shape.count == 4, block > 0, block < 1 << 16,
      let channels = line.shape[1], let height = line.shape[2], let width = line.shape[3],
      channels.isMultiple(of: block * block)
    else { throw refusal(of: node, expected: "N×C×H×W, and a block that divides its channels") }
    let depth = channels / (block * block)
    let isColumns = node.text("mode", default: "DCR") == "CRD"
    let sizes =
      isColumns
      ? [depth, block, block, height, width] : [block, block, depth, height, width]
    let order = isColumns ? [0, 3, 1, 4, 2] : [2, 3, 0, 4, 1]
    let map = SparseMap.transpose(Shape(sizes), order: order)
    return try apply(
      SparseMap(
        "DepthToSpace", of: [line.example], to: Shape([depth, height * block, width * block]),
        selecting: map.indices),
      to: [line], shape: [nil, depth, height * block, width * block], at: .node(node.identity))
  }
}

extension ConstantTensor {
  /// Chosen values in another shape.
  fileprivate func choosing(_ indices: [Int32], shape: [Int], name: String, file: String) throws
    -> ConstantTensor
  {
    let values: Values
    switch self.values {
    case .integers(let integers): values = .integers(indices.map { integers[Int($0)] })
    case .truths(let truths): values = .truths(indices.map { truths[Int($0)] })
    default:
      let numbers = try numbers(file: file)
      values = .numbers(indices.map { numbers[Int($0)] })
    }
    return ConstantTensor(name: name, shape: shape, values: values)
  }
}
