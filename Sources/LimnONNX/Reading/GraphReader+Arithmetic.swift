import LimnNetwork

/// Elementwise operators.
extension GraphReader {
  /// A function of each element.
  mutating func function(_ function: ScalarFunction, _ node: GraphNode) throws -> Value {
    var line = try unsettledScaling(0, of: node)
    guard let expression = line.expression else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    line.pending = .function(try checked(.function(function, expression), node))
    line.awaitsBias = false
    return .line(line)
  }

  /// Arithmetic between a line and a constant, or between two parts of one taken-apart activation.
  mutating func arithmetic(_ operation: Arithmetic, _ node: GraphNode) throws -> Value {
    switch (try value(0, of: node), try value(1, of: node)) {
    case (.line(let line), .constant(let constant)):
      return .line(try combine(line, at: 0, with: constant, by: operation, isFirst: true, node))
    case (.constant(let constant), .line(let line)):
      return .line(try combine(line, at: 1, with: constant, by: operation, isFirst: false, node))
    case (.line, .line):
      let (left, right) = (try expression(0, of: node), try expression(1, of: node))
      var line = try joined([left.line, right.line], node) {
        .arithmetic(operation, left.expression, right.expression)
      }
      line.element = operation == .isGreater ? .truth : .real
      return .line(line)
    default:
      throw refusal(of: node, expected: "at least one value that comes from the model's input")
    }
  }

  /// `Where(condition, a, b)`, as PyTorch writes softplus.
  mutating func choice(_ node: GraphNode) throws -> Value {
    let condition = try expression(0, of: node, element: .truth)
    let then = try expression(1, of: node)
    let otherwise = try expression(2, of: node)
    return .line(
      try joined([condition.line, then.line, otherwise.line], node) {
        .choice(condition.expression, then.expression, otherwise.expression)
      })
  }

  /// `(x − offset) · scale`, as scikit-learn's exporter writes a StandardScaler.
  mutating func scaler(_ node: GraphNode) throws -> Line {
    guard let offset = node.floats("offset"), let scale = node.floats("scale") else {
      throw refusal(of: node, expected: "the attributes offset and scale")
    }
    guard case .line(let source) = try value(0, of: node) else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    // Unlike Sub and Mul it takes integers as well.
    var line = try settled(source, at: .node(node.identity))
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

  private mutating func combine(
    _ line: Line, at index: Int, with constant: ConstantTensor, by operation: Arithmetic,
    isFirst: Bool, _ node: GraphNode
  ) throws -> Line {
    guard line.element == .real else {
      throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
    }
    let numbers = try constant.numbers(file: file)
    let isBias = line.awaitsBias && (operation == .add || operation == .subtract && isFirst)
    guard numbers.count == 1, !isBias, line.expression != nil else {
      return try scaled(line, at: index, by: constant, operation, isFirst: isFirst, node)
    }
    guard constant.shape.count <= line.shape.count, let expression = line.expression else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: line.shape, constant: constant.shape)
    }
    let number = ScalarExpression.constant(Double(numbers[0]))
    var result = line
    result.pending = .function(
      try checked(
        isFirst
          ? .arithmetic(operation, expression, number) : .arithmetic(operation, number, expression),
        node))
    result.element = operation == .isGreater ? .truth : .real
    return result
  }

  /// A constant with a value for each feature: part of a scaling, or the bias of a matrix product.
  private mutating func scaled(
    _ line: Line, at index: Int, by constant: ConstantTensor, _ operation: Arithmetic,
    isFirst: Bool, _ node: GraphNode
  ) throws -> Line {
    var line = line
    if case .function = line.pending { line = try settled(index, of: node) }
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
      case (.divide, true): factor[i] /= values[i]
      default:
        throw refusal(of: node, expected: "a single number where it is not a scaling")
      }
    }
    let isBias = line.awaitsBias && (operation == .add || operation == .subtract && isFirst)
    line.pending = .scaling(shift: shift, factor: factor)
    line.awaitsBias = false
    // A bias belongs to the product at once: what follows may take an activation apart.
    return isBias ? try settled(line, at: .node(node.identity)) : line
  }

  /// The constant's value for each feature, repeated as NumPy and ONNX broadcast.
  ///
  /// - Throws: `ONNXError.shapeMismatch` where it does not fit, would make the shape larger, or has
  ///   several values along the batch.
  func broadcast(_ constant: ConstantTensor, to shape: [Int?], _ node: GraphNode) throws -> [Float]
  {
    let numbers = try constant.numbers(file: file)
    let missing = shape.count - constant.shape.count
    let sizes = [Int](repeating: 1, count: max(0, missing)) + constant.shape
    guard missing >= 0, zip(sizes, shape).allSatisfy({ $0 == 1 || $0 == $1 }) else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: shape, constant: constant.shape)
    }
    guard Line.width(of: shape) <= tree.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    if numbers.count == 1 {
      return [Float](repeating: numbers[0], count: Line.width(of: shape))
    }
    // The offsets into the constant, built axis by axis from the first.
    var offsets = [0]
    for (size, target) in zip(sizes, shape) {
      let steps = target ?? 1
      offsets = offsets.flatMap { base in
        (0..<steps).map { size == 1 ? base : base * size + $0 }
      }
    }
    return offsets.map { numbers[$0] }
  }

  /// Input `index` as a function of a line, or a single number.
  private func expression(
    _ index: Int, of node: GraphNode, element: Line.Element = .real
  ) throws -> (
    line: Line?, expression: ScalarExpression
  ) {
    switch try value(index, of: node) {
    case .line(let line):
      guard let expression = line.expression else {
        throw ONNXError.branching(file: file, node: node.identity)
      }
      guard line.element == element else {
        throw refusal(of: node, expected: "inputs of floats, or a comparison where one belongs")
      }
      return (line, expression)
    case .constant(let constant):
      let numbers = try constant.numbers(file: file)
      guard numbers.count == 1 else {
        throw refusal(of: node, expected: "a single number as input number \(index + 1)")
      }
      return (nil, .constant(Double(numbers[0])))
    case .label:
      throw refusal(of: node, expected: "no label among its inputs")
    }
  }

  /// One line for several that come from the same layer.
  ///
  /// - Throws: `ONNXError.branching` where they do not.
  private func joined(_ lines: [Line?], _ node: GraphNode, by body: () -> ScalarExpression) throws
    -> Line
  {
    let lines = lines.compactMap { $0 }
    guard var line = lines.first,
      lines.allSatisfy({ $0.step == line.step && $0.shape == line.shape })
    else { throw ONNXError.branching(file: file, node: node.identity) }
    line.pending = .function(try checked(body(), node))
    line.awaitsBias = false
    line.element = .real
    return line
  }

  private func checked(_ expression: ScalarExpression, _ node: GraphNode) throws
    -> ScalarExpression
  {
    guard expression.size <= ScalarExpression.largestSize else {
      throw refusal(of: node, expected: "an activation made up of fewer operators")
    }
    return expression
  }

  /// Input `index`, a pending scaling turned into a layer.
  private mutating func unsettledScaling(_ index: Int, of node: GraphNode) throws -> Line {
    guard case .line(let line) = try value(index, of: node) else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    guard line.element == .real else {
      throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
    }
    guard case .scaling = line.pending else { return line }
    return try settled(index, of: node)
  }
}
