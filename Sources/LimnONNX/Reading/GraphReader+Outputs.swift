import LimnCore
import LimnNetwork

/// Operators at the end of a classifier, and those that mean nothing at inference.
extension GraphReader {
  /// Over all classes: since opset 13 along one axis, before over all axes from it on.
  mutating func softmax(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let isOneAxis = opset >= 13
    let given = node.integer("axis", default: isOneAxis ? -1 : 1)
    let axis = given < 0 ? given + line.shape.count : given
    guard line.shape.indices.contains(axis), let batch = line.batchAxis, batch < axis,
      Line.width(of: isOneAxis ? [line.shape[axis]] : Array(line.shape[axis...])) == line.width
    else {
      throw refusal(of: node, expected: "an axis that holds all classes")
    }
    return try self.line(line, then: Softmax())
  }

  mutating func dropout(_ node: GraphNode) throws -> Value {
    if node.input(2) != nil {
      guard case .constant(let mode) = try value(2, of: node), !mode.isTrue else {
        throw refusal(of: node, expected: "to be exported for inference, not for training")
      }
    }
    return try value(0, of: node)
  }

  /// A change of type that changes no value.
  mutating func cast(_ node: GraphNode) throws -> Value {
    let type = ONNXTensorProto.DataType(rawValue: node.integer("to", default: 0))
    switch (try value(0, of: node), type) {
    case (.line(var line), .float), (.line(var line), .double):
      guard line.element != .truth else { break }
      line.element = .real
      return .line(line)
    case (.constant(let constant), .float), (.constant(let constant), .double):
      guard let integers = constant.integers else { return .constant(constant) }
      try spend(integers.count)
      let numbers = integers.compactMap { $0.map { Float($0) } }
      guard numbers.count == integers.count else { break }
      return .constant(
        ConstantTensor(name: constant.name, shape: constant.shape, values: .numbers(numbers)))
    case (.constant(let constant), .int64), (.constant(let constant), .int32):
      guard constant.integers != nil else { break }
      return .constant(constant)
    default: break
    }
    throw refusal(of: node, expected: "a cast to float or double")
  }

  /// `[1 − p, p]` with `p = σ(z)`, as scikit-learn's exporter writes the two classes of a binary
  /// classifier; and sizes put together into a shape.
  mutating func concatenation(_ node: GraphNode) throws -> Value {
    if case .constant = try value(0, of: node) { return .constant(try shapeOfParts(node)) }
    guard node.inputs.count == 2, case .line(let negative) = try value(0, of: node),
      case .line(let positive) = try value(1, of: node), negative.step == positive.step,
      negative.shape == positive.shape, positive.shape.count == 2, positive.width == 1,
      [1, -1].contains(node.integer("axis", default: 0)),
      case .function(let probability) = positive.pending,
      case .function(.sigmoid, let logit) = probability,
      case .function(.arithmetic(.subtract, .constant(1), probability)) = negative.pending
    else { throw ONNXError.branching(file: file, node: node.identity) }
    var line = positive
    line.pending = .function(logit)
    let settled = try settled(line, at: .node(node.identity))
    return .line(try twoClasses(from: settled))
  }

  /// The logits −z/2 and z/2, whose softmax is `[1 − σ(z), σ(z)]`, and that softmax. Neither class is
  /// then without a logit to explain, and one against the other is z, the log-odds.
  private mutating func twoClasses(from line: Line) throws -> Line {
    var (before, dense) = (line, Dense(weights: Matrix(row: [1]), bias: [0]))
    if let last = tree[line.step] as? Dense {
      before.step = tree.parent(of: line.step)
      dense = last
    }
    let halves: [Float] = [-0.5, 0.5]
    let split = Dense(
      weights: Matrix(
        rows: dense.weights.rows, columns: 2,
        elements: dense.weights.elements.flatMap { weight in halves.map { weight * $0 } }),
      bias: halves.map { dense.bias.elements[0] * $0 })
    var logits = try self.line(before, then: split)
    logits.shape = [nil, 2]
    return try self.line(logits, then: Softmax())
  }

  private func shapeOfParts(_ node: GraphNode) throws -> ConstantTensor {
    var sizes: [Int?] = []
    for index in node.inputs.indices {
      guard case .constant(let part) = try value(index, of: node), part.shape.count == 1,
        let integers = part.integers
      else { throw refusal(of: node, expected: "sizes of a shape") }
      sizes += integers
    }
    // Joining a shape with itself again and again must not grow without end.
    guard sizes.count <= ConstantTensor.mostAxes else {
      throw refusal(of: node, expected: "sizes of a shape")
    }
    return ConstantTensor(name: node.outputs[0], shape: [sizes.count], values: .integers(sizes))
  }
}

extension ConstantTensor {
  /// Whether a truth value is true. What cannot be read counts as true, so that it is refused.
  fileprivate var isTrue: Bool {
    guard case .truths(let truths) = values else { return true }
    return truths != [false]
  }
}
