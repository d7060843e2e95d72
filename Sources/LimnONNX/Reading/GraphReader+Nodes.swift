/// What each operator means.
extension GraphReader {
  /// Reads one node and defines what it puts out.
  ///
  /// - Throws: `ONNXError`, with the node.
  mutating func read(_ node: GraphNode) throws {
    guard let output = node.outputs.first, !output.isEmpty else {
      throw refusal(of: node, expected: "an output")
    }
    let value = try isOfLabel(node) ? Value.label : result(of: node)
    // A dropout's mask and the like are not defined: whoever takes them is refused.
    try define(output, value)
  }

  private mutating func result(of node: GraphNode) throws -> Value {
    switch (node.identity.domain, node.identity.operator) {
    case ("", "Gemm"): return .line(try gemm(node))
    case ("", "MatMul"): return .line(try matrixProduct(node))

    case ("", "Add"): return try arithmetic(.add, node)
    case ("", "Sub"): return try arithmetic(.subtract, node)
    case ("", "Mul"): return try arithmetic(.multiply, node)
    case ("", "Div"): return try arithmetic(.divide, node)
    case ("", "Pow"): return try arithmetic(.power, node)
    case ("", "Greater"): return try arithmetic(.isGreater, node)
    case ("", "Where"): return try choice(node)
    case (GraphNode.learningDomain, "Scaler"): return .line(try scaler(node))

    case ("", "Relu"): return try function(.relu, node)
    case ("", "LeakyRelu"):
      return try function(.leakyReLU(try node.finite("alpha", default: 0.01, in: self)), node)
    case ("", "Elu"):
      return try function(.elu(try node.finite("alpha", default: 1, in: self)), node)
    case ("", "Gelu"): return try function(.gelu(try geluForm(node)), node)
    case ("", "Tanh"): return try function(.tanh, node)
    case ("", "Sigmoid"): return try function(.sigmoid, node)
    case ("", "Softplus"): return try function(.softplus, node)
    case ("", "Erf"): return try function(.erf, node)
    case ("", "Softmax"): return .line(try softmax(node))

    case ("", "Constant"): return .constant(try constant(of: node))
    case ("", "Identity"): return try value(0, of: node)
    case ("", "Dropout"): return try dropout(node)
    case ("", "Cast"): return try cast(node)
    case ("", "Flatten"): return try flatten(node)
    case ("", "Reshape"): return try reshape(node)
    case ("", "Squeeze"): return try squeeze(node)
    case ("", "Unsqueeze"): return try unsqueeze(node)
    case ("", "Transpose"): return try transpose(node)
    case ("", "Shape"): return .constant(try shape(of: node))
    case ("", "Gather"): return .constant(try gather(node))
    case ("", "Concat"): return try concatenation(node)

    case ("", "ArgMax"), (GraphNode.learningDomain, "ArrayFeatureExtractor"):
      _ = try value(0, of: node)
      return .label
    case (GraphNode.learningDomain, "ZipMap"): return try value(0, of: node)
    default: throw ONNXError.unsupportedOperator(file: file, node: node.identity)
    }
  }

  /// Whether the node only carries a class's label on.
  private func isOfLabel(_ node: GraphNode) throws -> Bool {
    let carriers: Set = [
      "Cast", "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "ArrayFeatureExtractor",
    ]
    guard carriers.contains(node.identity.operator) else { return false }
    return try node.inputs.indices.contains {
      guard node.input($0) != nil, case .label = try value($0, of: node) else { return false }
      return true
    }
  }

  private func constant(of node: GraphNode) throws -> ConstantTensor {
    let name = node.outputs[0]
    func values(_ shape: [Int], _ values: ConstantTensor.Values) -> ConstantTensor {
      ConstantTensor(name: name, shape: shape, values: values)
    }
    func finite(_ numbers: [Float]) throws -> ConstantTensor.Values {
      if let index = numbers.firstIndex(where: { !$0.isFinite }) {
        throw ONNXError.nonFinite(file: file, tensor: name, index: index)
      }
      return .numbers(numbers)
    }
    if let tensor = node.tensor("value") {
      return try ConstantTensor(tensor, name: name, file: file)
    }
    if node.has("value_float") {
      return values([], try finite([node.float("value_float", default: 0)]))
    }
    if let floats = node.floats("value_floats") {
      return values([floats.count], try finite(floats))
    }
    if node.has("value_int") {
      return values([], .integers([node.integer("value_int", default: 0)]))
    }
    if let integers = node.integers("value_ints") {
      return values([integers.count], .integers(integers))
    }
    throw refusal(of: node, expected: "a tensor, floats or integers as its value")
  }

  private func geluForm(_ node: GraphNode) throws -> GELUForm {
    guard let form = GELUForm(approximation: node.text("approximate", default: "none")) else {
      throw refusal(of: node, expected: "approximate \"none\" or \"tanh\"")
    }
    return form
  }
}

extension GraphNode {
  /// A finite attribute.
  fileprivate func finite(_ attribute: String, default value: Float, in reader: GraphReader) throws
    -> Float
  {
    let value = float(attribute, default: value)
    guard value.isFinite else {
      throw reader.refusal(of: self, expected: "a finite \(attribute)")
    }
    return value
  }
}
