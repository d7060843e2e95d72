import LimnCore
import LimnNetwork

/// Elementwise operators.
extension GraphReader {
  /// A function of each element.
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
    // The logarithm of a softmax, which must not underflow.
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

  /// A function of constant numbers.
  private func folded(_ function: ScalarExpression, _ node: GraphNode) throws -> ConstantTensor {
    guard let constant = try constant(0, of: node) else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    let numbers = try constant.numbers(file: file).map { Float(function.value(at: Double($0))) }
    return try finite(numbers, shape: constant.shape, node)
  }

  func finite(_ numbers: [Float], shape: [Int], _ node: GraphNode) throws -> ConstantTensor {
    if let index = numbers.firstIndex(where: { !$0.isFinite }) {
      throw ONNXError.nonFinite(file: file, tensor: node.outputs[0], index: index)
    }
    return ConstantTensor(name: node.outputs[0], shape: shape, values: .numbers(numbers))
  }

  /// Arithmetic between two values, one of which may be constant.
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

  /// The largest or smallest of several values.
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
        guard index > 0 else {
          throw refusal(of: node, expected: "a comparison of values as its condition")
        }
        let numbers = try constant.numbers(file: file)
        if numbers.count == 1 { parts.append(.constant(Double(numbers[0]))) }
      case .label: throw refusal(of: node, expected: "no label among its inputs")
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

  /// `(x − offset) · scale`, as scikit-learn's exporter writes a StandardScaler.
  mutating func scaler(_ node: GraphNode) throws -> Line {
    guard let offset = node.floats("offset"), let scale = node.floats("scale") else {
      throw refusal(of: node, expected: "the attributes offset and scale")
    }
    // Unlike Sub and Mul it takes integers as well.
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

  // MARK: a value and a constant

  private mutating func combine(
    _ source: Line, with constant: ConstantTensor, by operation: ScalarArithmetic, isFirst: Bool,
    _ node: GraphNode
  ) throws -> Line {
    var line = source
    guard line.element == .real || operation.isComparison else {
      throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
    }
    let numbers = try constant.comparable(file: file)
    let isBias = line.awaitsBias && (operation == .add || operation == .subtract && isFirst)
    // A number joins a scaling that is pending.
    let joinsScaling = line.expression == nil && operation.isScaling(byFirst: isFirst)
    if numbers.count == 1, !isBias, !joinsScaling, constant.shape.count <= line.shape.count {
      let number = ScalarExpression.constant(Double(numbers[0]))
      var result = try function(
        isFirst ? .arithmetic(operation, .input, number) : .arithmetic(operation, number, .input),
        of: line.asReal, node)
      result.element = operation.isComparison ? .truth : .real
      return result
    }
    // The value grows where the constant is larger.
    let shape = try broadcastShape(line.shape, constant.shape, node)
    if shape != line.shape {
      line = try expanded(try settled(line, at: .node(node.identity)), to: shape, node)
    }
    switch operation {
    case .add, .subtract, .multiply:
      return try scaled(line, by: constant, operation, isFirst: isFirst, node)
    case .divide where isFirst:
      return try scaled(line, by: constant, operation, isFirst: true, node)
    case .divide:
      let inverse = try function(
        .function(.reciprocal, .input), of: try settled(line, at: .node(node.identity)), node)
      return try scaled(inverse, by: constant, .multiply, isFirst: true, node)
    default:
      // As between two values, one of which is the same for every example.
      let values = try broadcast(constant, to: line.shape, node)
      let settled = try settled(line, at: .node(node.identity)).asReal
      let other = try apply(
        SparseMap.constant(values, of: builder.shape(of: settled.value), to: settled.example),
        to: [settled], shape: settled.shape, at: .node(node.identity))
      return try combine(
        isFirst ? settled : other, isFirst ? other : settled, by: operation, node)
    }
  }

  /// A constant with a value for each feature: part of a scaling, or the bias of a matrix product.
  private mutating func scaled(
    _ source: Line, by constant: ConstantTensor, _ operation: ScalarArithmetic, isFirst: Bool,
    _ node: GraphNode
  ) throws -> Line {
    var line = source
    if case .function = line.pending { line = try settled(line, at: .node(node.identity)) }
    try spend(2 * line.width)
    let values = try broadcast(constant, to: line.shape, node).map(Double.init)
    var (shift, factor) = (
      [Double](repeating: 0, count: values.count), [Double](repeating: 1, count: values.count)
    )
    if case .scaling(let pendingShift, let pendingFactor) = line.pending {
      (shift, factor) = (pendingShift, pendingFactor)
    }
    for i in values.indices {
      switch (operation, isFirst) {
      case (.add, _): shift[i] -= values[i] / factor[i]
      case (.subtract, true): shift[i] += values[i] / factor[i]
      case (.subtract, false):
        // c − (x − s)f = (x − (s + c/f)) · (−f)
        shift[i] += values[i] / factor[i]
        factor[i] = -factor[i]
      case (.multiply, _): factor[i] *= values[i]
      default: factor[i] /= values[i]
      }
    }
    let isBias = line.awaitsBias && (operation == .add || operation == .subtract && isFirst)
    line.awaitsBias = false
    guard shift.allSatisfy(\.isFinite) else {
      // Something was multiplied by 0 before: what is added then cannot be a shift.
      line = try settled(line, at: .node(node.identity))
      return try scaled(line, by: constant, operation, isFirst: isFirst, node)
    }
    line.pending = .scaling(shift: shift, factor: factor)
    // A bias belongs to the product at once: what follows may take an activation apart.
    return isBias ? try settled(line, at: .node(node.identity)) : line
  }

  /// `x_i · factor_i + intercept_i` for each feature of a line; a factor may be 0.
  mutating func diagonal(_ line: Line, factor: [Double], intercept: [Double], _ node: GraphNode)
    throws -> Line
  {
    var result = line
    guard factor.contains(0) else {
      result.pending = .scaling(
        shift: zip(intercept, factor).map { -$0 / $1 }, factor: factor)
      return try settled(result, at: .node(node.identity))
    }
    let shape = builder.shape(of: line.value)
    return try apply(
      SparseMap(
        "Scaling", of: [shape], to: line.example,
        starts: (0...Int32(factor.count)).map { $0 }, indices: (0..<Int32(factor.count)).map { $0 },
        weights: factor.map { Float($0) }, bias: intercept.map { Float($0) }),
      to: [line], shape: line.shape, at: .node(node.identity))
  }

  // MARK: two values

  private mutating func combine(
    _ left: Line, _ right: Line, by operation: ScalarArithmetic, _ node: GraphNode
  ) throws -> Line {
    guard left.element == right.element, left.element == .real || operation.isOfTruths else {
      throw refusal(of: node, expected: "two values of the same type")
    }
    // Parts of one function of the same value.
    if left.value == right.value, left.shape == right.shape, let a = left.expression,
      let b = right.expression, case let whole = ScalarExpression.arithmetic(operation, a, b),
      whole.size <= ScalarExpression.largestSize
    {
      var line = left
      line.pending = .function(whole)
      line.awaitsBias = false
      if operation.isComparison { line.element = .truth }
      return line
    }
    let place = Place.node(node.identity)
    let shape = try broadcastShape(left.shape, right.shape, node)
    let a = try expanded(try settled(left, at: place), to: shape, node).asReal
    let b = try expanded(try settled(right, at: place), to: shape, node).asReal
    func sum(_ factors: [Float]) throws -> Line {
      try apply(Sum(factors: factors), to: [a, b], shape: shape, at: place)
    }
    switch operation {
    case .add: return try sum([1, 1])
    case .subtract: return try sum([1, -1])
    case .multiply: return try apply(Product(), to: [a, b], shape: shape, at: place)
    case .divide:
      let inverse = try settled(
        try function(.function(.reciprocal, .input), of: b, node), at: place)
      return try apply(Product(), to: [a, inverse], shape: shape, at: place)
    case .maximum, .minimum:
      // min(a, b) = −max(−a, −b)
      let isMaximum = operation == .maximum
      let sides = try [a, b].map { side in
        isMaximum
          ? side : try settled(try function(.function(.negate, .input), of: side, node), at: place)
      }
      var result = try apply(
        Maximum.elementwise(a.example, count: 2), to: sides, shape: shape, at: place)
      if !isMaximum { result = try function(.function(.negate, .input), of: result, node) }
      result.element = left.element
      return result
    case .isGreater, .isAtLeast, .isLess, .isAtMost, .isEqual:
      var result = try function(
        .arithmetic(operation, .input, .constant(0)), of: try sum([1, -1]), node)
      result.element = .truth
      return result
    case .power:
      // aᵇ = e^(b ln a), for a positive a
      let log = try settled(try function(.function(.log, .input), of: a, node), at: place)
      let product = try apply(Product(), to: [b, log], shape: shape, at: place)
      return try function(.function(.exp, .input), of: product, node)
    }
  }

  /// Two constants.
  private func combine(
    _ left: ConstantTensor, _ right: ConstantTensor, by operation: ScalarArithmetic,
    _ node: GraphNode
  ) throws -> ConstantTensor {
    // Sizes of a shape stay whole.
    if let a = left.integers, let b = right.integers,
      a.count == b.count || a.count == 1 || b.count == 1
    {
      let count = max(a.count, b.count)
      let whole = try (0..<count).map { index -> Int? in
        guard let x = a[a.count == 1 ? 0 : index], let y = b[b.count == 1 ? 0 : index] else {
          throw refusal(of: node, expected: "sizes that do not depend on the batch")
        }
        let result: (partialValue: Int, overflow: Bool) =
          switch operation {
          case .add: x.addingReportingOverflow(y)
          case .subtract: x.subtractingReportingOverflow(y)
          case .multiply: x.multipliedReportingOverflow(by: y)
          case .divide: y == 0 ? (0, true) : x.dividedReportingOverflow(by: y)
          case .maximum: (max(x, y), false)
          case .minimum: (min(x, y), false)
          default: (0, true)
          }
        guard !result.overflow else {
          throw refusal(of: node, expected: "whole numbers that add, multiply or divide")
        }
        return result.partialValue
      }
      return ConstantTensor(
        name: node.outputs[0], shape: a.count >= b.count ? left.shape : right.shape,
        values: .integers(whole))
    }
    let shape = try broadcastShape(left.shape.map { $0 }, right.shape.map { $0 }, node)
    let (a, b) = (
      try broadcast(left, to: shape, node), try broadcast(right, to: shape, node)
    )
    let numbers = zip(a, b).map { Float(operation.value(Double($0), Double($1))) }
    return try finite(numbers, shape: shape.compactMap { $0 }, node)
  }
}

extension Line {
  /// The same numbers, taken as floats.
  var asReal: Line {
    var line = self
    line.element = .real
    return line
  }
}

extension ScalarArithmetic {
  var isComparison: Bool {
    switch self {
    case .isGreater, .isAtLeast, .isLess, .isAtMost, .isEqual: true
    default: false
    }
  }

  /// Whether it scales or shifts a value that stands first, or last.
  fileprivate func isScaling(byFirst isFirst: Bool) -> Bool {
    switch self {
    case .add, .subtract, .multiply: true
    case .divide: isFirst
    default: false
    }
  }

  /// Whether it may be taken of comparisons' results: the logical and, or.
  fileprivate var isOfTruths: Bool { self == .maximum || self == .minimum || isComparison }
}

extension ScalarExpression {
  /// The function that is applied last.
  fileprivate var outermost: ScalarFunction? {
    if case .function(let function, _) = self { function } else { nil }
  }
}

extension ConstantTensor {
  /// The values as floats; whole numbers, which a value may be compared with, too.
  fileprivate func comparable(file: String) throws -> [Float] {
    if let integers, case let whole = integers.compactMap({ $0 }), whole.count == integers.count {
      return whole.map { Float($0) }
    }
    return try numbers(file: file)
  }
}
