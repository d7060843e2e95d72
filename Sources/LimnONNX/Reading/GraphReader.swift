import LimnCore
import LimnNetwork

/// Follows a graph from its input to its scores, node after node, and keeps what each value is.
struct GraphReader {
  enum Value {
    case constant(ConstantTensor)
    case line(Line)
    /// Columns of the input that hold texts.
    case words(Words)
    /// A class's label, which is left aside; and what the classes are called, in their order.
    case label(names: [String]?)
  }

  /// What the input's first axis is taken for: the batch, or part of the one example that the whole input
  /// is, because it can be nothing else or because that is asked for.
  enum FirstAxis {
    case batch, example, exampleAsAsked
  }

  let file: String
  let opset: Int
  let graph: ONNXGraphProto
  let sideFiles: SideFiles
  var values: [String: Value] = [:]
  var builder: GraphBuilder
  /// The size of the batch where the file fixes it.
  var batchSize: Int?
  /// The labels that a map gives the scores of an output, by the output's name.
  var zippedLabels: [String: [String]] = [:]
  /// The names of several inputs, which are the columns of a table.
  var columnNames: [String]?
  /// How the input orders an image's axes, where the caller says so.
  let askedLayout: ImageLayout?
  /// What the input's first axis is.
  let firstAxis: FirstAxis
  /// How many rows such an input has.
  var exampleCount = 0
  /// What imputers put in place of missing values, by feature of the input, and whether they agree.
  var imputed: [Int: Float] = [:]
  /// What imputers at the front give.
  var imputedNames: Set<String> = []
  /// Whether the input holds doubles, which are read as floats.
  var takesDoubles = false
  /// The values some of whose elements are −∞ or NaN whatever the input, by their numbers.
  var masks: [Int: Mask] = [:]

  /// - Parameter numbersAllowed: how many numbers the operations may hold, a multiple of what the file
  ///   does, so that a small file cannot make a large network by naming one tensor often.
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

  /// Whether the whole input, its first axis too, is one example.
  var isOneExample: Bool { firstAxis != .batch }

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
        // A label's way may be of any operators; then it has no names.
        for name in node.outputs where !name.isEmpty && values[name] == nil {
          try define(name, .label(names: nil))
        }
      }
    }
    return try network(from: input)
  }

  /// The outputs that may hold scores: of several, those that are declared as whole numbers, truth
  /// values or texts are labels.
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

  /// The nodes that some of the outputs depend on, by their places: what nobody needs is not asked to be
  /// understood.
  private func neededNodes(for outputs: [ONNXValueInfoProto]) -> Set<Int> {
    var wanted = Set(outputs.map(\.name))
    var needed: Set<Int> = []
    // From the end: a file lists its nodes in an order in which they can run. Where it does not, the
    // value that is missing is reported when its taker is read.
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

  /// The value that input `index` of `node` names.
  func value(_ index: Int, of node: GraphNode) throws -> Value {
    guard let name = node.input(index) else {
      throw refusal(of: node, expected: "an input number \(index + 1)")
    }
    guard let value = values[name] else {
      throw ONNXError.undefinedValue(file: file, node: node.identity, value: name)
    }
    return value
  }

  /// Input `index` as a constant, or `nil` where the node leaves it out.
  func constant(_ index: Int, of node: GraphNode) throws -> ConstantTensor? {
    guard node.input(index) != nil else { return nil }
    guard case .constant(let constant) = try value(index, of: node) else {
      throw refusal(of: node, expected: "a constant as input number \(index + 1)")
    }
    return constant
  }

  /// Input `index` as finite constant numbers, or `nil` where the node leaves it out.
  func numbers(_ index: Int, of node: GraphNode) throws -> [Float]? {
    try constant(index, of: node)?.numbers(file: file)
  }

  /// Input `index` as constant whole numbers, or `nil` where the node leaves it out.
  func integers(_ index: Int, of node: GraphNode) throws -> [Int]? {
    guard let constant = try constant(index, of: node) else { return nil }
    let whole = constant.integers?.compactMap { $0 }
    guard let whole, whole.count == constant.integers?.count else {
      throw refusal(of: node, expected: "constant whole numbers as input number \(index + 1)")
    }
    return whole
  }

  /// Input `index` as a value that comes from the model's input.
  func line(_ index: Int, of node: GraphNode) throws -> Line {
    guard case .line(let line) = try value(index, of: node) else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    return line
  }

  /// Input `index`, all pending arithmetic turned into operations.
  ///
  /// The value itself is replaced, so that whoever takes it next starts from the same one.
  mutating func settled(_ index: Int, of node: GraphNode) throws -> Line {
    let line = try line(index, of: node)
    guard line.element == .real else {
      throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
    }
    let settled = try settled(line, at: .node(node.identity))
    values[node.inputs[index]] = .line(settled)
    return settled
  }

  /// Counts numbers that are about to be made.
  ///
  /// - Throws: `ONNXError.tooLarge`.
  mutating func spend(_ count: Int) throws {
    guard builder.spend(count) else { throw ONNXError.tooLarge(file: file) }
  }

  /// An operation on settled lines; the result has the given shape.
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

  /// An operation on a settled line that keeps its shape.
  mutating func line(_ line: Line, then operation: any Operation, at place: Place) throws -> Line {
    var result = try apply(operation, to: [line], shape: line.shape, at: place)
    result.joint = line.joint
    return result
  }

  /// `line` with nothing pending.
  ///
  /// - Parameter place: what an error is about.
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

  /// Refuses a first scaling whose differences single precision loses: it rounds an input near the shift
  /// by some 6e-8 of that.
  private func checkPrecision(
    of line: Line, shift: [Double], factor: [Double], at place: Place
  ) throws {
    guard takesDoubles, line.value == 0,
      let index = shift.indices.first(where: { abs(shift[$0] * factor[$0]) * 0x1p-24 > 1e-3 })
    else { return }
    throw refusal(
      at: place,
      expected:
        "numbers that single precision can tell apart; feature \(index) has \(shift[index]) "
        + "taken off it, and what is left would be lost: take it off the data, and export the rest")
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
    // −0/slope is −0, and x − (−0) is x all the same; 0 reads better.
    let scaling = Scaling(
      shift: shift.map { $0 == 0 ? 0 : Float($0) }, factor: factor.map { Float($0) })
    guard (scaling.shift + scaling.factor).allSatisfy(\.isFinite) else {
      throw refusal(at: place, expected: "a scaling by finite numbers other than 0 before it")
    }
    return scaling
  }
}

extension ScalarExpression {
  /// What a function of straight pieces is called.
  fileprivate func kind(of pieces: PiecewiseLinearFunction) -> String {
    if case .function(.abs, _) = self { return "Abs" }
    return pieces.slopes.count == 3 && pieces.slopes[0] == 0 && pieces.slopes[2] == 0
      ? "Clip" : "PiecewiseLinear"
  }
}
