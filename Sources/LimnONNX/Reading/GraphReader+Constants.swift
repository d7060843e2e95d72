import LimnCore
import LimnNetwork

/// Computing with constants alone, as exporters do with the sizes of shapes.
extension GraphReader {
  private static let operators: Set = [
    "Mod", "Equal", "Where", "ReduceSum", "ReduceProd", "ReduceMax", "ReduceMin", "ReduceMean",
    "Range", "MatMul",
  ]

  /// The result of a node if all its inputs are constants; `nil` if one is not, or if constants for
  /// this operator are handled elsewhere.
  func computed(_ node: GraphNode) throws -> ConstantTensor? {
    guard node.identity.domain.isEmpty, Self.operators.contains(node.identity.operator) else {
      return nil
    }
    var inputs: [ConstantTensor] = []
    for index in node.inputs.indices where node.input(index) != nil {
      guard case .constant(let constant) = try value(index, of: node) else { return nil }
      inputs.append(constant)
    }
    switch (node.identity.operator, inputs.count) {
    case ("Mod", 2): return try remainder(inputs[0], inputs[1], node)
    case ("Equal", 2): return equal(inputs[0], inputs[1], node)
    case ("Where", 3): return try choice(inputs[0], inputs[1], inputs[2], node)
    case ("Range", 3): return try range(node)
    case ("MatMul", 2): return try product(inputs[0], inputs[1], node)
    case ("Mod", _), ("Equal", _), ("Where", _), ("Range", _), ("MatMul", _): return nil
    default: return try reduced(inputs[0], node)
    }
  }

  /// The common shape of several constants, broadcast as in NumPy and ONNX, and for each of its
  /// elements the corresponding index in each constant; `nil` if the shapes do not fit.
  func places(_ constants: [ConstantTensor]) -> (shape: [Int], places: [[Int]])? {
    let rank = constants.map(\.shape.count).max() ?? 0
    let shapes = constants.map { [Int](repeating: 1, count: rank - $0.shape.count) + $0.shape }
    var whole: [Int] = []
    for axis in 0..<rank {
      let size = shapes.map { $0[axis] }.first { $0 != 1 } ?? 1
      guard shapes.allSatisfy({ $0[axis] == 1 || $0[axis] == size }) else { return nil }
      whole.append(size)
    }
    guard let count = ConstantTensor.count(whole), count <= builder.numbersAllowed else {
      return nil
    }
    let each = shapes.map { shape -> [Int] in
      // The indices into one constant, built axis by axis from the first.
      var places = [0]
      for (size, target) in zip(shape, whole) {
        places = places.flatMap { base in
          (0..<target).map { size == 1 ? base : base * size + $0 }
        }
      }
      return places
    }
    return (whole, (0..<count).map { element in each.map { $0[element] } })
  }

  /// The integers from a start up to, but not including, an end, with a step.
  private func range(_ node: GraphNode) throws -> ConstantTensor {
    guard let start = try integers(0, of: node)?.first, let end = try integers(1, of: node)?.first,
      let step = try integers(2, of: node)?.first, step != 0,
      abs(start) <= 1 << 40, abs(end) <= 1 << 40,
      abs(step) <= 1 << 40
    else { throw refusal(of: node, expected: "constant whole numbers, and a step other than 0") }
    let count = max(0, (end - start + step - step.signum()) / step)
    guard count <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    return ConstantTensor(
      name: node.outputs[0], shape: [count],
      values: .integers((0..<count).map { start + $0 * step }))
  }

  /// The matrix product of a constant of any rank with a constant of rank 2.
  private func product(_ left: ConstantTensor, _ right: ConstantTensor, _ node: GraphNode) throws
    -> ConstantTensor
  {
    let (a, b) = (try left.numbers(file: file), try right.numbers(file: file))
    guard let inner = left.shape.last, right.shape.count == 2, right.shape[0] == inner, inner > 0,
      right.shape[1] > 0, !a.isEmpty
    else { throw refusal(of: node, expected: "constants whose sizes fit, the second of two axes") }
    let (rows, columns) = (a.count / inner, right.shape[1])
    guard rows.multipliedReportingOverflow(by: columns).partialValue <= builder.numbersAllowed
    else {
      throw ONNXError.tooLarge(file: file)
    }
    let result = Matrix(rows: rows, columns: inner, elements: a)
      .multiplied(by: Matrix(rows: inner, columns: columns, elements: b))
    return try computed(
      result.elements, shape: left.shape.dropLast() + [columns], node)
  }

  /// The remainder of integers, with the sign of the divisor.
  private func remainder(_ left: ConstantTensor, _ right: ConstantTensor, _ node: GraphNode) throws
    -> ConstantTensor
  {
    guard let a = left.integers, let b = right.integers,
      let (shape, places) = places([left, right])
    else { throw refusal(of: node, expected: "constant whole numbers") }
    let whole = try places.map { place -> Int? in
      guard let x = a[place[0]], let y = b[place[1]], y != 0, y != -1 else {
        if b[place[1]] == -1 { return 0 }
        throw refusal(of: node, expected: "sizes that do not depend on the batch, and no 0 below")
      }
      let rest = x % y
      return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
    }
    return ConstantTensor(name: node.outputs[0], shape: shape, values: .integers(whole))
  }

  /// Whether integers are equal. The unspecified batch size equals itself and no number.
  private func equal(_ left: ConstantTensor, _ right: ConstantTensor, _ node: GraphNode)
    -> ConstantTensor?
  {
    guard let a = left.extents, let b = right.extents,
      let (shape, places) = places([left, right])
    else { return nil }
    return ConstantTensor(
      name: node.outputs[0], shape: shape, values: .truths(places.map { a[$0[0]] == b[$0[1]] }))
  }

  private func choice(
    _ condition: ConstantTensor, _ then: ConstantTensor, _ otherwise: ConstantTensor,
    _ node: GraphNode
  ) throws -> ConstantTensor? {
    guard case .truths(let truths) = condition.values,
      let (shape, places) = places([condition, then, otherwise])
    else { throw refusal(of: node, expected: "truth values as its condition, and shapes that fit") }
    func chosen<Value>(_ a: [Value], _ b: [Value]) -> [Value] {
      places.map { truths[$0[0]] ? a[$0[1]] : b[$0[2]] }
    }
    if let a = then.extents, let b = otherwise.extents {
      return ConstantTensor(
        name: node.outputs[0], shape: shape, values: .sizes(chosen(a, b)))
    }
    if case .truths(let a) = then.values, case .truths(let b) = otherwise.values {
      return ConstantTensor(name: node.outputs[0], shape: shape, values: .truths(chosen(a, b)))
    }
    return try computed(
      chosen(try then.unboundedNumbers(file: file), try otherwise.unboundedNumbers(file: file)),
      shape: shape, node)
  }

  /// Reduces along axes; without axes, along all.
  private func reduced(_ constant: ConstantTensor, _ node: GraphNode) throws -> ConstantTensor {
    let rank = constant.shape.count
    let given = try node.integers("axes") ?? integers(1, of: node)
    if given?.isEmpty ?? true, node.integer("noop_with_empty_axes", default: 0) != 0 {
      return constant
    }
    let chosen = given.flatMap { $0.isEmpty ? nil : $0 } ?? Array(0..<rank)
    let axes = Set(chosen.map { $0 < 0 ? $0 + rank : $0 })
    guard axes.allSatisfy((0..<rank).contains), constant.shape.allSatisfy({ $0 > 0 }) else {
      throw refusal(of: node, expected: "axes of its input")
    }
    let kept = constant.shape.indices.map { axes.contains($0) ? 1 : constant.shape[$0] }
    let shape =
      node.integer("keepdims", default: 1) != 0
      ? kept : constant.shape.indices.filter { !axes.contains($0) }.map { constant.shape[$0] }
    // The index of each element in the result, built axis by axis from the first.
    var targets = [0]
    for (axis, size) in constant.shape.enumerated() {
      targets = targets.flatMap { base in
        (0..<size).map { axes.contains(axis) ? base : base * size + $0 }
      }
    }
    let count = kept.reduce(1, *)
    let whole = constant.integers?.compactMap { $0 }
    guard constant.integers == nil || whole?.count == constant.integers?.count else {
      throw refusal(of: node, expected: "sizes that do not depend on the batch")
    }
    let values = try whole?.map { Double($0) } ?? constant.numbers(file: file).map { Double($0) }
    var results = [Double?](repeating: nil, count: count)
    for (value, target) in zip(values, targets) {
      guard let before = results[target] else {
        results[target] = value
        continue
      }
      results[target] =
        switch node.identity.operator {
        case "ReduceProd": before * value
        case "ReduceMax": max(before, value)
        case "ReduceMin": min(before, value)
        default: before + value
        }
    }
    var numbers = results.compactMap { $0 }
    if node.identity.operator == "ReduceMean" {
      numbers = numbers.map { $0 * Double(count) / Double(values.count) }
    }
    guard whole != nil else {
      return try computed(numbers.map { Float($0) }, shape: shape, node)
    }
    let integers = numbers.compactMap { Int(exactly: $0) }
    guard integers.count == numbers.count else {
      throw refusal(of: node, expected: "a result that is a whole number")
    }
    return ConstantTensor(name: node.outputs[0], shape: shape, values: .integers(integers))
  }
}
