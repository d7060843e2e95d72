import LimnCore
import LimnNetwork

/// Elementwise operators.
extension GraphReader {
  /// Applies a function to each element.
  mutating func function(_ function: ScalarExpression, _ node: GraphNode) throws -> Value {
    guard case .line(let line) = try value(0, of: node) else {
      return .constant(try folded(function, node))
    }
    return .line(try self.function(function, of: line, node))
  }

  mutating func function(_ function: ScalarExpression, of source: Line, _ node: GraphNode) throws
    -> Line
  {
    var line = source
    if case .not = function.outermost {
    } else if line.element != .real {
      throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
    }
    // The logarithm of a softmax becomes a log-softmax, which does not underflow.
    if case .function(.log, .input) = function, case .nothing = line.pending,
      let softmax = builder.operation(of: line.value), softmax.kind == "Softmax"
    {
      let size = (softmax as? GroupedSoftmax)?.groupSize ?? line.width
      line.value = builder.inputs(of: line.value)[0]
      return try self.line(
        line, then: GroupedSoftmax(groupSize: size, isLogarithm: true), at: .node(node.identity))
    }
    if line.expression == nil { line = try settled(line, at: .node(node.identity)) }
    let expression = function.of(line.expression ?? .input)
    if expression.size > ScalarExpression.largestSize {
      line = try settled(line, at: .node(node.identity))
      line.pending = .function(function)
    } else {
      line.pending = .function(expression)
    }
    line.awaitsBias = false
    return line
  }

  /// Applies a function to constant numbers.
  private func folded(_ function: ScalarExpression, _ node: GraphNode) throws -> ConstantTensor {
    guard let constant = try constant(0, of: node) else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    if case .not = function.outermost, case .truths(let truths) = constant.values {
      return ConstantTensor(
        name: node.outputs[0], shape: constant.shape, values: .truths(truths.map { !$0 }))
    }
    if case .function(.negate, .input) = function, let integers = constant.integers,
      !integers.contains(nil)
    {
      // Sizes in a slice may be negative, to count from the end.
      return ConstantTensor(
        name: node.outputs[0], shape: constant.shape,
        values: .integers(integers.map { $0.map { 0 &- $0 } }))
    }
    let numbers = try constant.unboundedNumbers(file: file)
      .map { Float(function.value(at: Double($0))) }
    return try computed(numbers, shape: constant.shape, node)
  }

  /// The result of a node on constants, which may be infinite but not NaN.
  func computed(_ numbers: [Float], shape: [Int], _ node: GraphNode) throws -> ConstantTensor {
    let constant = ConstantTensor(name: node.outputs[0], shape: shape, values: .numbers(numbers))
    try constant.refuseNaN(file: file)
    return constant
  }

  /// Arithmetic between two values, either of which may be constant.
  mutating func arithmetic(_ operation: ScalarArithmetic, _ node: GraphNode) throws -> Value {
    let first = try value(0, of: node)
    return try arithmetic(operation, first, try addend(node, beside: first), node)
  }

  mutating func arithmetic(
    _ operation: ScalarArithmetic, _ left: Value, _ right: Value, _ node: GraphNode
  ) throws -> Value {
    switch (left, right) {
    case (.line(let line), .constant(let constant)):
      return .line(try combine(line, with: constant, by: operation, isFirst: true, node))
    case (.constant(let constant), .line(let line)):
      return .line(try combine(line, with: constant, by: operation, isFirst: false, node))
    case (.line(let left), .line(let right)):
      return .line(try combine(left, right, by: operation, node))
    case (.constant(let left), .constant(let right)):
      return .constant(try combine(left, right, by: operation, node))
    default:
      throw refusal(of: node, expected: "at least one value that comes from the model's input")
    }
  }

  /// The maximum or minimum of several values.
  mutating func extremum(_ operation: ScalarArithmetic, _ node: GraphNode) throws -> Value {
    var result = try value(0, of: node)
    for index in node.inputs.indices.dropFirst() {
      result = try arithmetic(operation, result, try value(index, of: node), node)
    }
    return result
  }

  /// The sum or the mean of several values.
  mutating func total(_ node: GraphNode, isMean: Bool) throws -> Value {
    var result = try extremum(.add, node)
    if isMean, case .line(let line) = result {
      result = .line(
        try function(
          .arithmetic(.divide, .input, .constant(Double(node.inputs.count))), of: line, node))
    }
    return result
  }

  /// `Where(condition, a, b)`.
  mutating func choice(_ node: GraphNode) throws -> Value {
    if case .constant(let condition) = try value(0, of: node) {
      return .line(try choice(by: condition, node))
    }
    var lines: [Line] = []
    var parts: [ScalarExpression] = []
    for index in 0..<3 {
      switch try value(index, of: node) {
      case .line(let line):
        guard (line.element == .truth) == (index == 0) else {
          throw refusal(of: node, expected: "inputs of floats, or a comparison where one belongs")
        }
        lines.append(line)
        if let expression = line.expression { parts.append(expression) }
      case .constant(let constant):
        let numbers = try constant.numbers(file: file)
        if numbers.count == 1 { parts.append(.constant(Double(numbers[0]))) }
      case .label, .words: throw refusal(of: node, expected: "no label among its inputs")
      }
    }
    if parts.count == 3, let first = lines.first,
      lines.allSatisfy({ $0.value == first.value && $0.shape == first.shape }),
      case let whole = ScalarExpression.choice(parts[0], parts[1], parts[2]),
      whole.size <= ScalarExpression.largestSize
    {
      var line = first
      line.pending = .function(whole)
      line.element = .real
      line.awaitsBias = false
      return .line(line)
    }
    // c ⊙ a + (1 − c) ⊙ b
    var condition = try settled(try line(0, of: node), at: .node(node.identity))
    condition.element = .real
    let other = try function(.arithmetic(.subtract, .constant(1), .input), of: condition, node)
    let then = try arithmetic(.multiply, .line(condition), try value(1, of: node), node)
    let otherwise = try arithmetic(.multiply, .line(other), try value(2, of: node), node)
    return try arithmetic(.add, then, otherwise, node)
  }

  /// `max(x, 0) + slope · min(x, 0)`.
  mutating func parametricRectifier(_ node: GraphNode) throws -> Line {
    guard let slope = try slopes(node, rank: try line(0, of: node).shape.count) else {
      throw refusal(of: node, expected: "a constant slope")
    }
    let numbers = try slope.numbers(file: file)
    if let first = numbers.first, numbers.allSatisfy({ $0 == first }) {
      return try function(.function(.leakyReLU(first), .input), of: try line(0, of: node), node)
    }
    let line = try settled(0, of: node)
    let above = try function(.function(.relu, .input), of: line, node)
    let below = try function(.arithmetic(.minimum, .input, .constant(0)), of: line, node)
    let place = Place.node(node.identity)
    let sloped = try arithmetic(
      .multiply, .line(try settled(below, at: place)), .constant(slope), node)
    guard
      case .line(let sum) = try arithmetic(
        .add, .line(try settled(above, at: place)), sloped, node)
    else { throw refusal(of: node, expected: "a slope for each channel") }
    return sum
  }

  /// `(x − offset) · scale`, to which scikit-learn's exporter converts a StandardScaler.
  mutating func scaler(_ node: GraphNode) throws -> Line {
    guard let offset = node.floats("offset"), let scale = node.floats("scale") else {
      throw refusal(of: node, expected: "the attributes offset and scale")
    }
    // Unlike Sub and Mul, it also accepts integers.
    var line = try settled(try line(0, of: node), at: .node(node.identity))
    line.element = .real
    line.awaitsBias = false
    try spend(2 * line.width)
    func values(_ attribute: [Float]) throws -> [Double] {
      guard attribute.count == 1 || attribute.count == line.width else {
        throw ONNXError.shapeMismatch(
          file: file, node: node.identity, shape: line.shape, constant: [attribute.count])
      }
      return attribute.count == 1
        ? [Double](repeating: Double(attribute[0]), count: line.width) : attribute.map(Double.init)
    }
    line.pending = .scaling(shift: try values(offset), factor: try values(scale))
    return line
  }
}

extension ScalarExpression {
  /// The function that is applied last.
  fileprivate var outermost: ScalarFunction? {
    if case .function(let function, _) = self { function } else { nil }
  }
}
