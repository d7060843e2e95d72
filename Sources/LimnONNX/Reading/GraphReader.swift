import LimnCore
import LimnNetwork

/// Follows a graph from its input to its scores, node after node, and keeps what each value is.
struct GraphReader {
  enum Value {
    case constant(ConstantTensor)
    case line(Line)
    /// A class's label, which is left aside.
    case label
  }

  let file: String
  let opset: Int
  let graph: ONNXGraphProto
  var values: [String: Value] = [:]
  var tree: LayerTree
  /// The size of the batch where the file fixes it.
  var batchSize: Int?

  /// - Parameter numbersAllowed: how many numbers the layers may hold, a multiple of what the file
  ///   does, so that a small file cannot make a large network by naming one tensor often.
  init(graph: ONNXGraphProto, opset: Int, file: String, numbersAllowed: Int) {
    self.graph = graph
    self.opset = opset
    self.file = file
    self.tree = LayerTree(numbersAllowed: numbersAllowed)
  }

  /// - Throws: ``ONNXError``.
  mutating func network() throws -> Network {
    for tensor in graph.initializer {
      let constant = try ConstantTensor(tensor, name: tensor.name, file: file)
      try define(tensor.name, .constant(constant))
    }
    guard graph.sparseInitializer.isEmpty else {
      throw ONNXError.unsupportedTensorType(
        file: file, tensor: graph.sparseInitializer[0].values.name, type: "sparse")
    }
    let inputShape = try readInput()
    for message in graph.node {
      let node = GraphNode(message)
      try read(node)
    }
    return try network(from: inputShape)
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

  /// Input `index`, all pending arithmetic turned into layers.
  ///
  /// The value itself is replaced, so that whoever takes it next starts from the same layer.
  mutating func settled(_ index: Int, of node: GraphNode) throws -> Line {
    guard case .line(let line) = try value(index, of: node) else {
      throw refusal(of: node, expected: "a value that comes from the model's input")
    }
    guard line.element == .real else {
      throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
    }
    let settled = try settled(line, at: .node(node.identity))
    values[node.inputs[index]] = .line(settled)
    return settled
  }

  /// Where in a graph something is amiss.
  enum Place {
    case node(ONNXNode)
    case output(String)
  }

  func refusal(at place: Place, expected: String) -> ONNXError {
    switch place {
    case .node(let node): .unsupportedUse(file: file, node: node, expected: expected)
    case .output(let name): .unsupportedOutput(file: file, output: name, expected: expected)
    }
  }

  /// Counts numbers that are about to be made.
  ///
  /// - Throws: `ONNXError.tooLarge`.
  mutating func spend(_ count: Int) throws {
    guard tree.spend(count) else { throw ONNXError.tooLarge(file: file) }
  }

  func refusal(of node: GraphNode, expected: String) -> ONNXError {
    refusal(at: .node(node.identity), expected: expected)
  }

  /// `line` with `layer` after it.
  mutating func line(_ line: Line, then layer: any Layer) throws -> Line {
    guard let step = tree.append(layer, after: line.step) else {
      throw ONNXError.tooLarge(file: file)
    }
    return Line(step: step, shape: line.shape)
  }

  /// `line` with nothing pending.
  ///
  /// - Parameter place: what an error is about.
  mutating func settled(_ line: Line, at place: Place) throws -> Line {
    switch line.pending {
    case .nothing: return line
    case .scaling(let shift, let factor):
      return try self.line(line, then: try scaling(shift: shift, factor: factor, at: place))
    case .function(let expression):
      guard let layers = try layers(for: expression, width: line.width, at: place) else {
        throw refusal(
          at: place, expected: "arithmetic before it that makes up one of the known activations")
      }
      return try layers.reduce(line) { try self.line($0, then: $1) }
    }
  }

  private func layers(
    for expression: ScalarExpression, width: Int, at place: Place
  ) throws -> [any Layer]? {
    if case .input = expression { return [] }
    if case .function(let function, let inner) = expression, let layer = function.layer {
      return try layers(for: inner, width: width, at: place).map { $0 + [layer] }
    }
    if let layer = expression.knownActivation()?.layer { return [layer] }
    let (slope, intercept, part) = expression.affine()
    guard part.size < expression.size else { return nil }
    guard width <= tree.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    let scaling = try scaling(
      shift: [Double](repeating: -intercept / slope, count: width),
      factor: [Double](repeating: slope, count: width), at: place)
    return try layers(for: part, width: width, at: place).map { $0 + [scaling] }
  }

  private func scaling(shift: [Double], factor: [Double], at place: Place) throws
    -> Scaling
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
