import LimnCore
import LimnNetwork

/// Reads a graph from its input to its scores, node by node, and records what each value is.
struct GraphReader {
  enum Value {
    case constant(ConstantTensor)
    case line(Line)
    /// Columns of the input that contain strings.
    case words(Words)
    /// The label of a class, which is not computed with, and the names of the classes in order.
    case label(names: [String]?)
  }

  /// The interpretation of the input's first axis: the batch, or part of a single example that is
  /// the whole input, either because nothing else is possible or because that was requested.
  enum FirstAxis {
    case batch, example, exampleAsAsked
  }

  let file: String
  let opset: Int
  let graph: ONNXGraphProto
  let sideFiles: SideFiles
  var values: [String: Value] = [:]
  var builder: GraphBuilder
  /// The batch size, if the file fixes it.
  var batchSize: Int?
  /// The labels that a map assigns to the scores of an output, by the output's name.
  var zippedLabels: [String: [String]] = [:]
  /// The names of several inputs that are the columns of a table.
  var columnNames: [String]?
  /// The axis order of an image input, if the caller specifies it.
  let askedLayout: ImageLayout?
  /// The interpretation of the input's first axis.
  let firstAxis: FirstAxis
  /// The size of the first axis if it is not a batch.
  var exampleCount = 0
  /// The substitutes of imputers for missing values, by feature of the input.
  var imputed: [Int: Float] = [:]
  /// The outputs of imputers at the beginning of the graph.
  var imputedNames: Set<String> = []
  /// Whether the input consists of doubles, which are read as floats.
  var takesDoubles = false
  /// The masks of values with elements that are −∞ or NaN for every input, by value.
  var masks: [Int: Mask] = [:]

  /// - Parameter numbersAllowed: the maximum number of numbers in the operations, a multiple of
  ///   those in the file, so that a small file cannot make a large network by using a tensor many
  ///   times.
  init(
    graph: ONNXGraphProto, beside sideFiles: SideFiles, opset: Int, file: String,
    numbersAllowed: Int, layout: ImageLayout? = nil, firstAxis: FirstAxis = .batch
  ) {
    self.graph = graph
    self.sideFiles = sideFiles
    self.opset = opset
    self.file = file
    self.askedLayout = layout
    self.firstAxis = firstAxis
    self.builder = GraphBuilder(numbersAllowed: numbersAllowed)
  }

  /// Whether the whole input, including its first axis, is one example.
  var isOneExample: Bool { firstAxis != .batch }

  /// Reads the whole graph.
  ///
  /// - Throws: ``ONNXError``.
  mutating func network() throws -> Network {
    for tensor in graph.initializer {
      let constant = try ConstantTensor(tensor, name: tensor.name, file: file, beside: sideFiles)
      try define(tensor.name, .constant(constant))
    }
    guard graph.sparseInitializer.isEmpty else {
      throw ONNXError.unsupportedTensorType(
        file: file, tensor: graph.sparseInitializer[0].values.name, type: "sparse")
    }
    let input = try readInput()
    let needed = neededNodes(for: graph.output)
    let neededForScores = neededNodes(for: scoreOutputs)
    for (index, message) in graph.node.enumerated() where needed.contains(index) {
      let node = GraphNode(message)
      guard !neededForScores.contains(index) else {
        try read(node)
        continue
      }
      do {
        try read(node)
      } catch let error as ONNXError where error != .tooLarge(file: file) {
        // A label may be computed with any operators; then it has no names.
        for name in node.outputs where !name.isEmpty && values[name] == nil {
          try define(name, .label(names: nil))
        }
      }
    }
    return try network(from: input)
  }

  /// The outputs that may contain scores: among several, those declared as integers, Booleans or
  /// strings are labels.
  var scoreOutputs: [ONNXValueInfoProto] {
    let floats = graph.output.filter { output in
      guard output.type.hasTensorType else { return true }
      switch ONNXTensorProto.DataType(rawValue: Int(output.type.tensorType.elemType)) {
      case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .bool, .string:
        return false
      default: return true
      }
    }
    return floats.isEmpty ? graph.output : floats
  }

  /// The indices of the nodes that some of the outputs depend on; other nodes need not be
  /// supported.
  private func neededNodes(for outputs: [ONNXValueInfoProto]) -> Set<Int> {
    var wanted = Set(outputs.map(\.name))
    var needed: Set<Int> = []
    // From the end, because a file lists its nodes in an order in which they can run. If it does
    // not, the missing value is reported when the node that takes it is read.
    for (index, node) in graph.node.enumerated().reversed()
    where node.output.contains(where: wanted.contains) {
      needed.insert(index)
      wanted.formUnion(node.input)
    }
    return needed
  }

  mutating func define(_ name: String, _ value: Value) throws {
    guard values.updateValue(value, forKey: name) == nil else {
      throw ONNXError.duplicateValue(file: file, value: name)
    }
  }

  /// The value that input `index` of `node` refers to.
  func value(_ index: Int, of node: GraphNode) throws -> Value {
    guard let name = node.input(index) else {
      throw refusal(of: node, expected: "an input number \(index + 1)")
    }
    guard let value = values[name] else {
      throw ONNXError.undefinedValue(file: file, node: node.identity, value: name)
    }
    return value
  }

  /// Input `index` as a constant; `nil` if the node omits it.
  func constant(_ index: Int, of node: GraphNode) throws -> ConstantTensor? {
    guard node.input(index) != nil else { return nil }
    guard case .constant(let constant) = try value(index, of: node) else {
      throw refusal(of: node, expected: "a constant as input number \(index + 1)")
    }
    return constant
  }

  /// Input `index` as finite constant numbers; `nil` if the node omits it.
  func numbers(_ index: Int, of node: GraphNode) throws -> [Float]? {
    try constant(index, of: node)?.numbers(file: file)
  }

  /// Input `index` as constant integers; `nil` if the node omits it.
  func integers(_ index: Int, of node: GraphNode) throws -> [Int]? {
    guard let constant = try constant(index, of: node) else { return nil }
    let whole = constant.integers?.compactMap { $0 }
    guard let whole, whole.count == constant.integers?.count else {
      throw refusal(of: node, expected: "constant whole numbers as input number \(index + 1)")
    }
    return whole
  }

  /// Input `index` as a value computed from the model's input.
  func line(_ index: Int, of node: GraphNode) throws -> Line {
    guard case .line(let line) = try value(index, of: node) else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    return line
  }

  /// Input `index` with pending arithmetic converted to operations.
  ///
  /// The stored value is replaced too, so that further nodes that take it share these operations.
  mutating func settled(_ index: Int, of node: GraphNode) throws -> Line {
    let line = try line(index, of: node)
    guard line.element == .real else {
      throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
    }
    let settled = try settled(line, at: .node(node.identity))
    values[node.inputs[index]] = .line(settled)
    return settled
  }

  /// Counts numbers that are about to be produced.
  ///
  /// - Throws: `ONNXError.tooLarge`.
  mutating func spend(_ count: Int) throws {
    guard builder.spend(count) else { throw ONNXError.tooLarge(file: file) }
  }

  /// Applies an operation to settled lines; the result has the given shape.
  mutating func apply(
    _ operation: any Operation, to lines: [Line], shape: [Int?], at place: Place
  ) throws -> Line {
    let value: Int?
    do {
      value = try builder.append(operation, of: lines.map(\.value), name: place.name)
    } catch is NetworkError {
      throw refusal(at: place, expected: "inputs whose shapes fit")
    }
    guard let value else { throw ONNXError.tooLarge(file: file) }
    if lines.contains(where: { masks[$0.value] != nil }) {
      masks[value] = try mask(behind: operation, of: lines, at: place)
    }
    return Line(value: value, shape: shape)
  }

  /// Applies an operation that keeps the shape to a settled line.
  mutating func line(_ line: Line, then operation: any Operation, at place: Place) throws -> Line {
    var result = try apply(operation, to: [line], shape: line.shape, at: place)
    result.joint = line.joint
    return result
  }

  /// Converts pending arithmetic of a line to operations.
  ///
  /// - Parameter place: the part of the graph that errors refer to.
  mutating func settled(_ line: Line, at place: Place) throws -> Line {
    var settled: Line
    switch line.pending {
    case .nothing: return line
    case .scaling(let shift, let factor):
      try checkPrecision(of: line, shift: shift, factor: factor, at: place)
      settled = try self.line(
        line, then: try scaling(shift: shift, factor: factor, at: place), at: place)
    case .function(let expression):
      settled = line
      settled.pending = .nothing
      for operation in try operations(for: expression, of: line, at: place) {
        settled = try self.line(settled, then: operation, at: place)
      }
    }
    settled.element = line.element
    return settled
  }

  /// Rejects a first scaling whose differences are lost in single precision, which rounds an input
  /// near the shift by about 6e-8 of it.
  private func checkPrecision(
    of line: Line, shift: [Double], factor: [Double], at place: Place
  ) throws {
    guard takesDoubles, line.value == 0,
      let index = shift.indices.first(where: { abs(shift[$0] * factor[$0]) * 0x1p-24 > 1e-3 })
    else { return }
    throw refusal(
      at: place,
      expected:
        "numbers that single precision can distinguish; subtracting \(shift[index]) from feature "
        + "\(index) would lose the differences: subtract it from the data, and export the rest")
  }

  private func operations(for expression: ScalarExpression, of line: Line, at place: Place) throws
    -> [any Operation]
  {
    let width = line.width
    if case .input = expression { return [] }
    if case .function(let function, let inner) = expression, let layer = function.layer {
      return try operations(for: inner, of: line, at: place) + [layer]
    }
    if let known = expression.knownActivation() { return [known] }
    guard width <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    let (slope, intercept, part) = expression.affine()
    if part.size < expression.size, slope != 0 {
      let scaling = try scaling(
        shift: [Double](repeating: -intercept / slope, count: width),
        factor: [Double](repeating: slope, count: width), at: place)
      return try operations(for: part, of: line, at: place) + [scaling]
    }
    if let pieces = expression.pieces() {
      if let line = pieces.line, line.slope != 0 {
        return [
          try scaling(
            shift: [Double](repeating: -line.intercept / line.slope, count: width),
            factor: [Double](repeating: line.slope, count: width), at: place)
        ]
      }
      if pieces.negativeSlope == 0 { return [ReLU()] }
      if let slope = pieces.negativeSlope { return [LeakyReLU(negativeSlope: Float(slope))] }
      return [PiecewiseLinear(expression.kind(of: pieces), pieces)]
    }
    return [Formula("Formula", expression)]
  }

  private func scaling(shift: [Double], factor: [Double], at place: Place) throws
    -> any Operation
  {
    // −0/slope is −0, which has the same effect as 0; 0 is easier to read.
    let scaling = Scaling(
      shift: shift.map { $0 == 0 ? 0 : Float($0) }, factor: factor.map { Float($0) })
    guard (scaling.shift + scaling.factor).allSatisfy(\.isFinite) else {
      throw refusal(at: place, expected: "a scaling by finite numbers other than 0 before it")
    }
    return scaling
  }
}

extension ScalarExpression {
  /// The name of a piecewise-linear function.
  fileprivate func kind(of pieces: PiecewiseLinearFunction) -> String {
    if case .function(.abs, _) = self { return "Abs" }
    return pieces.slopes.count == 3 && pieces.slopes[0] == 0 && pieces.slopes[2] == 0
      ? "Clip" : "PiecewiseLinear"
  }
}
