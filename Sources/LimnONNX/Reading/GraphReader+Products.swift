import LimnCore
import LimnNetwork

/// Matrix products: dense layers, and products of two values.
extension GraphReader {
  /// `MatMul` of a value and a constant on either side, or of two values.
  mutating func matrixProduct(_ node: GraphNode) throws -> Line {
    switch (try value(0, of: node), try value(1, of: node)) {
    case (.line, .constant(let weights)) where weights.shape.count == 2:
      let line = try settled(0, of: node)
      return try product(of: line, with: try matrix(weights, node), bias: nil, node)
    case (.line, .constant(let weights)) where weights.shape.count == 1:
      // A vector is a matrix with one column, whose axis is removed.
      let line = try settled(0, of: node)
      let column = try matrix(weights.reshaped([weights.shape[0], 1]), node)
      var result = try product(of: line, with: column, bias: nil, node)
      result.shape.removeLast()
      return result
    case (.constant(let weights), .line) where weights.shape.count == 2:
      let line = try settled(1, of: node)
      return try product(of: try matrix(weights, node), with: line, bias: nil, node)
    case (.line, .constant(let constant)):
      let line = try settled(0, of: node)
      return try product(of: line, with: try asLine(constant, besides: line, node), node)
    case (.constant(let constant), .line):
      let line = try settled(1, of: node)
      return try product(of: try asLine(constant, besides: line, node), with: line, node)
    case (.line, .line):
      return try product(of: try settled(0, of: node), with: try settled(1, of: node), node)
    default:
      throw refusal(of: node, expected: "a value that comes from the model's input and a constant")
    }
  }

  /// `Einsum` of a value and a constant where the last axes of the value are contracted with the
  /// first axes of the constant, in order, as Keras writes the projections of attention:
  /// `abc,cde->abde`. This is a matrix product with axes grouped together.
  mutating func contraction(_ node: GraphNode) throws -> Line {
    let equation = node.text("equation", default: "").filter { $0 != " " }
    let sides = equation.split(separator: "->", omittingEmptySubsequences: false)
    let terms = sides.first?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    let refusal = refusal(
      of: node,
      expected: "an equation in which a value's last axes meet a constant's first, as abc,cde->abde"
    )
    guard sides.count == 2, terms.count == 2, node.inputs.count == 2 else { throw refusal }
    let (left, right, result) = (Array(terms[0]), Array(terms[1]), Array(sides[1]))
    let shared = left.filter(right.contains)
    guard (left + right + result).allSatisfy(\.isLetter), Set(left).count == left.count,
      Set(right).count == right.count, !shared.isEmpty, left.suffix(shared.count) == shared[...],
      right.prefix(shared.count) == shared[...],
      result == left.dropLast(shared.count) + right.dropFirst(shared.count),
      case .constant(let weights) = try value(1, of: node), weights.shape.count == right.count
    else { throw refusal }
    var line = try settled(0, of: node)
    guard line.shape.count == left.count, line.joint == nil else { throw refusal }
    let inner = line.shape.suffix(shared.count).compactMap { $0 }
    guard inner.count == shared.count else { throw mixesRows(node) }
    let outer = Array(weights.shape.dropFirst(shared.count))
    guard Array(weights.shape.prefix(shared.count)) == inner,
      let width = ConstantTensor.count(outer)
    else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: line.shape, constant: weights.shape)
    }
    let kept = Array(line.shape.dropLast(shared.count))
    line.shape = kept + [inner.reduce(1, *)]
    let matrix = try matrix(weights.reshaped([inner.reduce(1, *), width]), node)
    var product = try product(of: line, with: matrix, bias: nil, node)
    product.shape = kept + outer.map { $0 }
    product.awaitsBias = false
    return product
  }

  /// A constant as a value that is the same for every example, with its batch axis at that of the
  /// other value.
  private mutating func asLine(_ constant: ConstantTensor, besides line: Line, _ node: GraphNode)
    throws -> Line
  {
    let numbers = try constant.numbers(file: file)
    let rank = max(constant.shape.count, line.shape.count)
    var shape = [Int?](repeating: 1, count: rank - constant.shape.count) + constant.shape
    if let batch = line.batchAxis {
      let place = batch + rank - line.shape.count
      guard place < rank - 2, shape[place] == 1 else { throw mixesRows(node) }
      shape[place] = nil
    }
    try spend(numbers.count)
    return try apply(
      SparseMap.constant(
        numbers, of: builder.shape(of: line.value), to: Shape(shape.compactMap { $0 })),
      to: [line], shape: shape, at: .node(node.identity))
  }

  /// The matrix product of two values, along their last two axes.
  private mutating func product(of left: Line, with right: Line, _ node: GraphNode) throws -> Line {
    let rank = max(left.shape.count, right.shape.count)
    guard left.shape.count >= 2, right.shape.count >= 2 else {
      throw refusal(of: node, expected: "two values with at least two axes besides the batch")
    }
    func leading(_ line: Line) -> [Int?] {
      [Int?](repeating: 1, count: rank - line.shape.count) + line.shape.dropLast(2)
    }
    let outer = try broadcastShape(leading(left), leading(right), node)
    guard let rows = left.shape[left.shape.count - 2], let inner = left.shape[left.shape.count - 1],
      let columns = right.shape[right.shape.count - 1],
      right.shape[right.shape.count - 2] == inner,
      outer.contains(nil) || left.batchAxis == nil && right.batchAxis == nil
    else { throw mixesRows(node) }
    let a = try expanded(left, to: outer + [rows, inner], node)
    let b = try expanded(right, to: outer + [inner, columns], node)
    let shape = outer + [rows, columns]
    return try apply(
      MatrixProduct(
        batches: Line.width(of: outer), rows: rows, inner: inner, columns: columns,
        output: Shape(shape.compactMap { $0 })),
      to: [a, b], shape: shape, at: .node(node.identity))
  }

  /// `alpha · A′ · B′ + beta · C`, where A′ and B′ may be transposed.
  mutating func gemm(_ node: GraphNode) throws -> Line {
    let alpha = node.float("alpha", default: 1)
    let beta = node.float("beta", default: 1)
    guard alpha.isFinite, beta.isFinite else {
      throw refusal(of: node, expected: "a finite alpha and beta")
    }
    let isFirstTransposed = node.integer("transA", default: 0) != 0
    let isSecondTransposed = node.integer("transB", default: 0) != 0
    var bias: Addend?
    var added: Line?
    if node.input(2) != nil {
      switch try value(2, of: node) {
      case .constant(let constant): bias = Addend(constant: constant, factor: beta)
      case .line: added = try settled(2, of: node)
      case .label, .words: throw refusal(of: node, expected: "no label among its inputs")
      }
    }
    var result: Line
    switch (try value(0, of: node), try value(1, of: node)) {
    case (.line, .constant(let weights)):
      var line = try settled(0, of: node)
      if isFirstTransposed { line = try transposed(line, node) }
      let matrix = try matrix(weights, node, transposed: isSecondTransposed, scaledBy: alpha)
      result = try product(of: line, with: matrix, bias: bias, node)
    case (.constant(let weights), .line):
      var line = try settled(1, of: node)
      if isSecondTransposed { line = try transposed(line, node) }
      let matrix = try matrix(weights, node, transposed: isFirstTransposed, scaledBy: alpha)
      result = try product(of: matrix, with: line, bias: bias, node)
    case (.line, .line):
      throw mixesRows(node)
    default:
      throw refusal(of: node, expected: "a value that comes from the model's input and a constant")
    }
    guard let added else { return result }
    let scaled = try function(.times(.constant(Double(beta)), .input), of: added, node)
    guard
      case .line(let sum) = try arithmetic(
        .add, .line(result), .line(beta == 1 ? added : scaled), node)
    else { throw refusal(of: node, expected: "a value to add") }
    result = sum
    return result
  }

  /// Exchanges the two axes of a value; if one of them is the batch, the numbers do not move.
  private mutating func transposed(_ line: Line, _ node: GraphNode) throws -> Line {
    guard line.shape.count == 2 else {
      throw refusal(of: node, expected: "inputs of two axes")
    }
    if line.batchAxis == nil {
      return try apply(
        SparseMap.transpose(line.example, order: [1, 0]), to: [line], shape: line.shape.reversed(),
        at: .node(node.identity))
    }
    var line = line
    line.shape.reverse()
    return line
  }

  /// Applies the activation that a fused operator specifies.
  mutating func fused(_ source: Line, _ node: GraphNode) throws -> Line {
    let parameters = node.floats("activation_params") ?? []
    let function: ScalarExpression
    switch node.text("activation", default: "") {
    case "": return source
    case "Relu": function = .function(.relu, .input)
    case "Tanh": function = .function(.tanh, .input)
    case "Sigmoid": function = .function(.sigmoid, .input)
    case "LeakyRelu":
      let alpha = parameters.first ?? node.float("activation_alpha", default: 0.01)
      function = .function(.leakyReLU(alpha), .input)
    case "Clip" where parameters.count == 2:
      function = .clip(.input, low: Double(parameters[0]), high: Double(parameters[1]))
    case "HardSigmoid" where parameters.count == 2:
      function = .hardSigmoid(alpha: Double(parameters[0]), beta: Double(parameters[1]))
    case let name:
      throw refusal(of: node, expected: "a known activation, not \(name)")
    }
    return try self.function(function, of: source, node)
  }

  /// The addend of a product: `factor · constant`.
  struct Addend {
    let constant: ConstantTensor
    let factor: Float
  }

  /// A constant of rank 2 as a matrix.
  private func matrix(
    _ constant: ConstantTensor, _ node: GraphNode, transposed: Bool = false,
    scaledBy alpha: Float = 1
  ) throws -> Matrix {
    let numbers = try constant.numbers(file: file)
    guard constant.shape.count == 2, !numbers.isEmpty else {
      throw refusal(of: node, expected: "weights of two axes, neither of them empty")
    }
    // Checked before copying, because the operations could not hold it.
    guard numbers.count <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    let matrix = Matrix(rows: constant.shape[0], columns: constant.shape[1], elements: numbers)
    let oriented = transposed ? matrix.transposed : matrix
    return alpha == 1 ? oriented : oriented.map { alpha * $0 }
  }

  /// `x W + bias` along the last axis.
  private mutating func product(
    of line: Line, with weights: Matrix, bias: Addend?, _ node: GraphNode
  ) throws -> Line {
    let axis = line.shape.count - 1
    guard axis > 0, line.shape[axis] == weights.rows else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: line.shape,
        constant: [weights.rows, weights.columns])
    }
    return try dense(weights, after: line, featureAxis: axis, bias: bias, node)
  }

  /// `W x + bias` along the last axis but one: `xᵀ Wᵀ`.
  private mutating func product(
    of weights: Matrix, with line: Line, bias: Addend?, _ node: GraphNode
  ) throws -> Line {
    let axis = line.shape.count - 2
    guard axis >= 0, line.shape[axis] == weights.columns else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: line.shape,
        constant: [weights.rows, weights.columns])
    }
    return try dense(weights.transposed, after: line, featureAxis: axis, bias: bias, node)
  }

  private mutating func dense(
    _ weights: Matrix, after source: Line, featureAxis: Int, bias: Addend?, _ node: GraphNode
  ) throws -> Line {
    let place = Place.node(node.identity)
    var shape = source.shape
    shape[featureAxis] = weights.columns
    var values = [Float](repeating: 0, count: weights.columns)
    var rest: ConstantTensor?
    if let bias, bias.factor != 0 {
      let all = try broadcast(bias.constant, to: shape, node).map { bias.factor * $0 }
      // A bias for each unit; a bias that differs between steps is added afterwards.
      if all.indices.allSatisfy({ all[$0] == all[$0 % values.count] }),
        Self.isLast(featureAxis, of: source)
      {
        values = Array(all.prefix(values.count))
      } else {
        rest = ConstantTensor(
          name: "", shape: shape.map { $0 ?? 1 }, values: .numbers(all))
      }
    }
    guard weights.firstNonFinite() == nil, values.allSatisfy(\.isFinite) else {
      throw refusal(of: node, expected: "weights that alpha and beta leave finite")
    }
    // Features must be on the last axis.
    guard let own = source.exampleAxis(featureAxis) else { throw mixesRows(node) }
    let example = source.example
    let isLast = Self.isLast(featureAxis, of: source)
    var line = source
    let order = example.sizes.indices.filter { $0 != own } + [own]
    if !isLast {
      let map = SparseMap.transpose(example, order: order)
      line = try apply(map, to: [line], shape: [nil] + map.output.sizes, at: place)
    }
    // A dense layer acts on the last axis; if values were regrouped in between, reshape them first.
    let held = builder.shape(of: line.value)
    if held.count != weights.rows, held.sizes.last != weights.rows {
      let steps = held.count / weights.rows
      line = try apply(
        Reshape(to: Shape([steps, weights.rows])), to: [line], shape: line.shape, at: place)
    }
    var result = try apply(
      Dense(weights: weights, bias: values), to: [line], shape: shape, at: place)
    if !isLast {
      var sizes = order.dropLast().map { example.sizes[$0] }
      sizes.append(weights.columns)
      let back = example.sizes.indices.map { axis in order.firstIndex(of: axis) ?? 0 }
      result = try apply(
        SparseMap.transpose(Shape(sizes), order: back), to: [result], shape: shape, at: place)
    }
    result.awaitsBias = bias == nil && isLast && Line.width(of: shape) == weights.columns
    if let rest, case .line(let sum) = try arithmetic(.add, .line(result), .constant(rest), node) {
      return sum
    }
    return result
  }

  /// Whether, within one example, only axes of size 1 follow an axis.
  private static func isLast(_ axis: Int, of line: Line) -> Bool {
    line.shape[(axis + 1)...].allSatisfy { $0 == nil || $0 == 1 }
  }
}
