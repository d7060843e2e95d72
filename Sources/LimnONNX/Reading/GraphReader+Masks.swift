import LimnCore
import LimnNetwork

/// Masks: constants of −∞ that attention adds to the input of a softmax, to hide positions.
///
/// In the network, a masked element is the constant ``GraphReader/standIn`` and does not depend on
/// the input. Operations that eliminate −∞ (a softmax, a maximum, an exponential) give the same
/// bits for it, values and gradients, as long as other values are not similarly far below zero, and
/// differences between masked elements are not NaN, which would disturb methods that look inside.
/// The reader therefore tracks which elements are masked, and rejects operations that would not
/// eliminate them.
extension GraphReader {
  /// The elements of a value that are −∞ or NaN for every input.
  struct Mask {
    /// The elements that are −∞.
    var isMasked: [Bool]
    /// The elements that are NaN: the results of a softmax over only masked elements. They may only
    /// be used by `IsNaN` and by the choice that depends on it.
    var isUndefined: [Bool]

    init(isMasked: [Bool], isUndefined: [Bool]? = nil) {
      self.isMasked = isMasked
      self.isUndefined = isUndefined ?? [Bool](repeating: false, count: isMasked.count)
    }

    var isEmpty: Bool { !isMasked.contains(true) && !isUndefined.contains(true) }
  }

  /// The stand-in for −∞: so far below other numbers that they are negligible beside it, and far
  /// enough from the smallest float that scaling does not overflow.
  static let standIn: Float = -0x1p100

  /// `line + mask`, or `line − mask`, for a mask with infinite elements.
  mutating func masked(
    _ source: Line, by constant: ConstantTensor, takenOff: Bool, _ node: GraphNode
  ) throws -> Line {
    let place = Place.node(node.identity)
    var line = try settled(source, at: place)
    line = try expanded(line, to: try broadcastShape(line.shape, constant.shape, node), node)
    var offsets = try broadcast(constant, to: line.shape, node, isUnbounded: true)
    if takenOff { offsets = offsets.map { -$0 } }
    return try chosen(
      offsets.map { $0 == -.infinity ? .constant($0) : .element(0, plus: $0) }, of: [line], node)
  }

  /// The source of one element of the output of a choice.
  enum Choice {
    /// The corresponding element of one of the lines, plus a constant.
    case element(Int, plus: Float)
    case constant(Float)
  }

  /// Chooses elements from settled lines of the same shape, with constants in between.
  mutating func chosen(_ choices: [Choice], of lines: [Line], _ node: GraphNode) throws -> Line {
    let (place, example) = (Place.node(node.identity), lines[0].example)
    try spend(4 * choices.count)
    var (starts, indices): ([Int32], [Int32]) = ([0], [])
    var bias = [Float](repeating: 0, count: choices.count)
    for (element, choice) in choices.enumerated() {
      switch choice {
      case .element(let line, let offset):
        indices.append(Int32(line * choices.count + element))
        bias[element] = offset
      case .constant(let value):
        bias[element] = value == -.infinity ? Self.standIn : value
      }
      guard bias[element].isFinite else {
        throw refusal(of: node, expected: "constants that are finite, or −∞ for what is masked")
      }
      starts.append(Int32(indices.count))
    }
    let map = SparseMap(
      "Mask", of: lines.map(\.example), to: example, starts: starts, indices: indices,
      bias: bias.contains { $0 != 0 } ? bias : nil)
    let result = try apply(map, to: lines, shape: lines[0].shape, at: place)
    var mask = masks[result.value] ?? Mask(isMasked: bias.map { _ in false })
    for (element, choice) in choices.enumerated() {
      if case .constant(-.infinity) = choice { mask.isMasked[element] = true }
    }
    masks[result.value] = mask.isEmpty ? nil : mask
    return result
  }

  /// `Where` with a condition that is the same for every example.
  mutating func choice(by condition: ConstantTensor, _ node: GraphNode) throws -> Line {
    let place = Place.node(node.identity)
    let sides = [try value(1, of: node), try value(2, of: node)]
    guard case .truths(let truths) = condition.values else {
      throw refusal(of: node, expected: "truth values as its condition")
    }
    var shape: [Int?] = condition.shape
    for side in sides {
      switch side {
      case .line(let line): shape = try broadcastShape(line.shape, shape, node)
      case .constant(let constant): shape = try broadcastShape(shape, constant.shape, node)
      case .label, .words: throw refusal(of: node, expected: "no label among its inputs")
      }
    }
    let conditions = try broadcast(
      ConstantTensor(
        name: condition.name, shape: condition.shape, values: .numbers(truths.map { $0 ? 1 : 0 })),
      to: shape, node)
    var lines: [Line] = []
    let choices = try sides.map { side -> [Choice] in
      switch side {
      case .line(let line):
        let settled = try settled(line, at: place)
        guard settled.element == .real else {
          throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
        }
        lines.append(try expanded(settled, to: shape, node))
        return conditions.map { _ in .element(lines.count - 1, plus: 0) }
      case .constant(let constant):
        return try broadcast(constant, to: shape, node, isUnbounded: true).map { .constant($0) }
      case .label, .words: return []
      }
    }
    return try chosen(
      conditions.indices.map { choices[conditions[$0] != 0 ? 0 : 1][$0] }, of: lines, node)
  }

  /// `IsNaN` of a softmax, which exporters insert where all elements may be masked. Whether the
  /// result is NaN does not depend on the input.
  mutating func undefined(_ node: GraphNode) throws -> ConstantTensor {
    let line = try settled(0, of: node)
    guard builder.operation(of: line.value)?.kind == "Softmax", line.joint == nil else {
      throw ONNXError.unsupportedOperator(file: file, node: node.identity)
    }
    try spend(line.width)
    return ConstantTensor(
      name: node.outputs[0], shape: line.shape.map { $0 ?? 1 },
      values: .truths(
        masks[line.value]?.isUndefined ?? [Bool](repeating: false, count: line.width)))
  }

  /// The triangle of the last two axes, with 0 outside.
  mutating func triangle(_ node: GraphNode) throws -> Value {
    let keepsUpper = node.integer("upper", default: 1) != 0
    let diagonal = try integers(1, of: node)?.first ?? 0
    func inside(_ shape: [Int?]) throws -> [Bool] {
      guard shape.count >= 2, let rows = shape[shape.count - 2],
        let columns = shape[shape.count - 1]
      else { throw mixesRows(node) }
      return (0..<Line.width(of: shape)).map { element in
        let (row, column) = (element / columns % rows, element % columns)
        // A diagonal beyond any triangle does not overflow.
        let distance = column - row
        return keepsUpper ? distance >= diagonal : distance <= diagonal
      }
    }
    switch try value(0, of: node) {
    case .constant(let constant):
      guard constant.shape.allSatisfy({ $0 > 0 }) else { return .constant(constant) }
      let kept = try inside(constant.shape)
      func part<Element>(_ values: [Element], _ zero: Element) -> [Element] {
        zip(values, kept).map { $1 ? $0 : zero }
      }
      let values: ConstantTensor.Values
      switch constant.values {
      case .truths(let truths): values = .truths(part(truths, false))
      case .integers(let integers): values = .integers(part(integers, 0))
      default: values = .numbers(part(try constant.unboundedNumbers(file: file), 0))
      }
      return .constant(
        ConstantTensor(name: node.outputs[0], shape: constant.shape, values: values))
    case .line:
      let line = try settled(0, of: node)
      return .line(
        try chosen(
          try inside(line.shape).map { $0 ? .element(0, plus: 0) : .constant(0) }, of: [line], node)
      )
    case .label(let names): return .label(names: names)
    case .words: throw refusal(of: node, expected: "numbers, not texts")
    }
  }

  /// The mask of an operation's output if some of its inputs are masked.
  ///
  /// - Throws: `ONNXError` if the stand-in would give wrong results.
  func mask(behind operation: any Operation, of lines: [Line], at place: Place) throws -> Mask? {
    let joined = lines.reduce(into: Mask(isMasked: [])) { all, line in
      let open = [Bool](repeating: false, count: builder.shape(of: line.value).count)
      let mask = masks[line.value] ?? Mask(isMasked: open)
      all.isMasked += mask.isMasked
      all.isUndefined += mask.isUndefined
    }
    let misplaced = refusal(
      at: place,
      expected: "finite values; −∞ is supported only from a mask to a softmax or a maximum"
    )
    // Undefined elements may be moved, and eliminated by a choice.
    if let map = operation as? SparseMap {
      var mask = Mask(isMasked: [])
      for output in map.starts.indices.dropLast() {
        let terms = Int(map.starts[output])..<Int(map.starts[output + 1])
        let places = map.indices[terms].map { Int($0) }
        let weights = map.weights?[terms].map { $0 } ?? terms.map { _ in 1 }
        let undefined = places.contains { joined.isUndefined[$0] }
        let masked = zip(places, weights).filter { joined.isMasked[$0.0] }.map(\.1)
        guard masked.allSatisfy({ $0 > 0x1p-20 && $0 < 0x1p20 }) else { throw misplaced }
        mask.isMasked.append(!masked.isEmpty)
        mask.isUndefined.append(undefined)
      }
      return mask.isEmpty ? nil : mask
    }
    guard !joined.isUndefined.contains(true) else {
      throw refusal(
        at: place,
        expected: "a mask that leaves a value in each row of a softmax, which otherwise is NaN")
    }
    if operation.kind == "Softmax" || operation.kind == "LogSoftmax" {
      let size = (operation as? GroupedSoftmax)?.groupSize ?? joined.isMasked.count
      let isClosed = stride(from: 0, to: joined.isMasked.count, by: size).flatMap { start in
        let closed = joined.isMasked[start..<start + size].allSatisfy { $0 }
        return [Bool](repeating: closed, count: size)
      }
      let isLogarithm = operation.kind == "LogSoftmax"
      let mask = Mask(
        isMasked: isLogarithm ? joined.isMasked : isClosed.map { _ in false },
        isUndefined: isClosed)
      return mask.isEmpty ? nil : mask
    }
    if let maximum = operation as? Maximum {
      let form = maximum.form
      let mask = Mask(
        isMasked: (0..<form.outputs).map { output in
          form.candidates[Int(form.starts[output])..<Int(form.starts[output + 1])]
            .allSatisfy { joined.isMasked[Int($0)] }
        })
      return mask.isEmpty ? nil : mask
    }
    if let sum = operation as? Sum {
      let width = joined.isMasked.count / lines.count
      let mask = Mask(
        isMasked: try (0..<width).map { element in
          let masked = lines.indices.filter { joined.isMasked[$0 * width + element] }
          guard masked.allSatisfy({ sum.factors[$0] > 0 }) else { throw misplaced }
          return !masked.isEmpty
        })
      return mask
    }
    if let scaling = operation as? Scaling {
      for (element, isMasked) in joined.isMasked.enumerated() where isMasked {
        let factor = scaling.factor[element]
        guard factor > 0x1p-20, factor < 0x1p20 else { throw misplaced }
      }
      return joined
    }
    switch operation.localForm(for: lines.map(\.example)) {
    case .elementwise, .piecewiseLinear:
      // Functions that level off towards −∞, such as an exponential, a rectifier, or a sigmoid.
      let ends = operation.forward([Matrix(row: [Self.standIn, -.infinity])]).output.elements
      guard ends[0].isFinite, abs(ends[0]) < 0x1p20, ends[0] == ends[1] else { throw misplaced }
      return nil
    default: throw misplaced
    }
  }
}
