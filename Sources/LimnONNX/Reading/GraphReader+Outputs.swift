import LimnCore
import LimnNetwork

/// Operators at the end of a classifier, and operators without effect at inference.
extension GraphReader {
  mutating func dropout(_ node: GraphNode) throws -> Value {
    try requireInference(node)
    if node.input(2) != nil {
      guard case .constant(let mode) = try value(2, of: node), !mode.isTrue else {
        throw refusal(of: node, expected: "to be exported for inference, not for training")
      }
    }
    return try value(0, of: node)
  }

  /// A change of type; conversion of a value to integers truncates towards zero.
  mutating func cast(_ node: GraphNode) throws -> Value {
    var type = ONNXTensorProto.DataType(rawValue: node.integer("to", default: 0))
    if node.identity.operator == "CastLike" { type = .float }
    switch (try value(0, of: node), type) {
    case (.line(var line), .float), (.line(var line), .double), (.line(var line), .float16):
      line.element = .real
      return .line(line)
    case (.line(let line), .int64), (.line(let line), .int32):
      guard line.element == .real else {
        var whole = line
        whole.element = .integer
        return .line(whole)
      }
      var whole = try function(.function(.truncate, .input), of: line, node)
      whole.element = .integer
      return .line(whole)
    case (.line(let line), .bool):
      if line.element == .truth { return .line(line) }
      var truth = try function(
        .function(.not, .arithmetic(.isEqual, .input, .constant(0))), of: line.asReal, node)
      truth.element = .truth
      return .line(truth)
    case (.constant(let constant), .float), (.constant(let constant), .double),
      (.constant(let constant), .float16):
      if case .truths(let truths) = constant.values {
        return .constant(
          ConstantTensor(
            name: constant.name, shape: constant.shape, values: .numbers(truths.map { $0 ? 1 : 0 }))
        )
      }
      guard let integers = constant.integers else { return .constant(constant) }
      try spend(integers.count)
      let numbers = integers.compactMap { $0.map { Float($0) } }
      guard numbers.count == integers.count else { break }
      return .constant(
        ConstantTensor(name: constant.name, shape: constant.shape, values: .numbers(numbers)))
    case (.constant(let constant), .bool):
      if case .truths = constant.values { return .constant(constant) }
      let whole = constant.integers?.compactMap { $0 }
      guard constant.integers == nil || whole?.count == constant.integers?.count else { break }
      let truths =
        try whole?.map { $0 != 0 }
        ?? constant.unboundedNumbers(file: file).map { $0 != 0 }
      return .constant(
        ConstantTensor(name: constant.name, shape: constant.shape, values: .truths(truths)))
    case (.constant(let constant), .int64), (.constant(let constant), .int32):
      guard constant.extents != nil else { break }
      return .constant(constant)
    default: break
    }
    throw refusal(of: node, expected: "a cast to float or double")
  }

  /// `[1 − p, p]` with `p = σ(z)`, as scikit-learn's exporter writes the two classes of a binary
  /// classifier, or `[p, 1 − p]`; `nil` for any other concatenation.
  mutating func twoClasses(_ node: GraphNode, axis: Int) throws -> Line? {
    guard node.inputs.count == 2, case .line(let first) = try value(0, of: node),
      case .line(let second) = try value(1, of: node), first.value == second.value,
      first.shape == second.shape, second.shape.count == 2, second.width == 1,
      [1, -1].contains(axis), first.exampleAxis(axis) != nil,
      case .function(let left) = first.pending,
      case .function(let right) = second.pending
    else { return nil }
    func isComplement(_ expression: ScalarExpression, of probability: ScalarExpression) -> Bool {
      expression == .arithmetic(.subtract, .constant(1), probability)
    }
    let isSecond: Bool
    let logit: ScalarExpression
    if case .function(.sigmoid, let z) = right, isComplement(left, of: right) {
      (isSecond, logit) = (true, z)
    } else if case .function(.sigmoid, let z) = left, isComplement(right, of: left) {
      (isSecond, logit) = (false, z)
    } else {
      return nil
    }
    var line = first
    line.pending = .function(logit)
    let place = Place.node(node.identity)
    let settled = try settled(line, at: place)
    return try twoClasses(from: settled, halves: isSecond ? [-0.5, 0.5] : [0.5, -0.5], at: place)
  }

  /// The logits −z/2 and z/2, whose softmax is `[1 − σ(z), σ(z)]`, followed by that softmax. This
  /// way each class has a logit that can be explained, and the difference of the two is z, the
  /// log-odds.
  private mutating func twoClasses(from line: Line, halves: [Float], at place: Place) throws -> Line
  {
    var (before, dense) = (line, Dense(weights: Matrix(row: [1]), bias: [0]))
    if let last = builder.operation(of: line.value) as? Dense {
      before.value = builder.inputs(of: line.value)[0]
      dense = last
    }
    let split = Dense(
      weights: Matrix(
        rows: dense.weights.rows, columns: 2,
        elements: dense.weights.elements.flatMap { weight in halves.map { weight * $0 } }),
      bias: halves.map { dense.bias.elements[0] * $0 })
    let logits = try apply(split, to: [before], shape: [nil, 2], at: place)
    return try self.line(logits, then: Softmax(), at: place)
  }

  /// Converts quantised weights, integers with a scale and a zero point, to floats.
  func dequantized(_ node: GraphNode) throws -> ConstantTensor {
    guard let source = try constant(0, of: node), let scales = try numbers(1, of: node),
      let whole = source.integers?.compactMap({ $0 }), whole.count == source.integers?.count
    else {
      throw refusal(
        of: node,
        expected: "constant whole numbers and their scales; arithmetic in "
          + "whole numbers is not supported")
    }
    let zeros = try integers(2, of: node) ?? scales.map { _ in 0 }
    let axis = node.integer("axis", default: 1)
    let along = axis < 0 ? axis + source.shape.count : axis
    guard scales.count == zeros.count,
      scales.count == 1
        || source.shape.indices.contains(along) && source.shape[along] == scales.count
    else { throw refusal(of: node, expected: "a scale for each place along its axis") }
    let inner = scales.count == 1 ? 1 : source.shape[(along + 1)...].reduce(1, *)
    let numbers = whole.enumerated().map { index, value in
      let place = scales.count == 1 ? 0 : index / inner % scales.count
      return Float(value - zeros[place]) * scales[place]
    }
    return try computed(numbers, shape: source.shape, node)
  }
}

extension ConstantTensor {
  /// Whether a truth value is true. Anything unreadable counts as true, so that it is rejected.
  fileprivate var isTrue: Bool {
    guard case .truths(let truths) = values else { return true }
    return truths != [false]
  }
}
