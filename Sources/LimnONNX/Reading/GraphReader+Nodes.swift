import LimnCore
import LimnNetwork

/// The meaning of each operator.
extension GraphReader {
  /// Reads one node and defines its outputs.
  ///
  /// - Throws: `ONNXError`, with the node.
  mutating func read(_ node: GraphNode) throws {
    guard let output = node.outputs.first, !output.isEmpty else {
      throw refusal(of: node, expected: "an output")
    }
    if let labels = try labels(madeBy: node) {
      for name in node.outputs where !name.isEmpty { try define(name, labels) }
      return
    }
    if isOneExample, exampleCount > 1, node.identity.domain == GraphNode.learningDomain {
      // These operators take rows.
      throw mixesRows(node)
    }
    if let value = try jointResult(of: node) {
      try define(output, value)
      return
    }
    switch (node.identity.domain, node.identity.operator) {
    case ("", "Split"): try split(node)
    case (GraphNode.learningDomain, "LinearClassifier"):
      try define(output, .label(names: node.classLabels))
      let scores = try linearClassifier(node)
      if let name = node.outputs.dropFirst().first, !name.isEmpty {
        try define(name, .line(scores))
      }
    default:
      // Other outputs, such as a dropout's mask, are not defined, so nodes that take them are
      // rejected.
      try define(output, try result(of: node))
    }
  }

  mutating func result(of node: GraphNode) throws -> Value {
    if let words = try result(ofWordsIn: node) { return words }
    if let constant = try computed(node) { return .constant(constant) }
    switch (node.identity.domain, node.identity.operator) {
    case ("", "Gemm"): return .line(try gemm(node))
    case ("", "MatMul"): return .line(try matrixProduct(node))
    case ("", "Einsum"): return .line(try contraction(node))
    case (GraphNode.microsoftDomain, "FusedGemm"): return .line(try fused(try gemm(node), node))
    case ("", "Conv"): return .line(try convolution(node))
    case (GraphNode.microsoftDomain, "FusedConv"):
      return .line(try fused(try convolution(node), node))
    case ("", "ConvTranspose"): return .line(try transposedConvolution(node))

    case ("", "Add"): return try arithmetic(.add, node)
    case ("", "Sub"): return try arithmetic(.subtract, node)
    case ("", "Mul"): return try arithmetic(.multiply, node)
    case ("", "Div"): return try arithmetic(.divide, node)
    case ("", "Pow"): return try arithmetic(.power, node)
    case ("", "Greater"): return try arithmetic(.isGreater, node)
    case ("", "GreaterOrEqual"): return try arithmetic(.isAtLeast, node)
    case ("", "Less"): return try arithmetic(.isLess, node)
    case ("", "LessOrEqual"): return try arithmetic(.isAtMost, node)
    case ("", "Equal"): return try arithmetic(.isEqual, node)
    case ("", "And"): return try arithmetic(.minimum, node)
    case ("", "Or"): return try arithmetic(.maximum, node)
    case ("", "Max"): return try extremum(.maximum, node)
    case ("", "Min"): return try extremum(.minimum, node)
    case ("", "Sum"): return try total(node, isMean: false)
    case ("", "Mean"): return try total(node, isMean: true)
    case ("", "Where"): return try choice(node)
    case ("", "PRelu"): return .line(try parametricRectifier(node))

    case ("", "Softmax"): return .line(try softmax(node, isLogarithm: false))
    case ("", "LogSoftmax"): return .line(try softmax(node, isLogarithm: true))
    case ("", "BatchNormalization"): return .line(try batchNormalization(node))
    case ("", "LayerNormalization"): return .line(try layerNormalization(node))
    case ("", "InstanceNormalization"): return .line(try instanceNormalization(node))
    case ("", "GroupNormalization"): return .line(try groupNormalization(node))
    case ("", "LpNormalization"):
      return .line(
        try division(
          byNorm: node.integer("p", default: 2) == 1 ? .sumOfMagnitudes : .euclidean,
          axis: node.integer("axis", default: -1), node))

    case ("", "MaxPool"): return .line(try pool(node, isMaximum: true))
    case ("", "AveragePool"): return .line(try pool(node, isMaximum: false))
    case ("", "GlobalMaxPool"): return .line(try globalPool(node, isMaximum: true))
    case ("", "GlobalAveragePool"): return .line(try globalPool(node, isMaximum: false))
    case ("", "ReduceMean"), ("", "ReduceSum"), ("", "ReduceMax"), ("", "ReduceMin"),
      ("", "ReduceProd"), ("", "ReduceL1"), ("", "ReduceL2"), ("", "ReduceSumSquare"),
      ("", "ReduceLogSum"), ("", "ReduceLogSumExp"):
      return .line(try reduction(node))

    case ("", "Constant"): return .constant(try constant(of: node))
    case ("", "ConstantOfShape"): return try constantOfShape(node)
    case ("", "DequantizeLinear"): return .constant(try dequantized(node))
    case ("", "Identity"): return try value(0, of: node)
    case ("", "Dropout"): return try dropout(node)
    case ("", "Cast"), ("", "CastLike"): return try cast(node)
    case ("", "Flatten"): return try flatten(node)
    case ("", "Reshape"): return try reshape(node)
    case ("", "Squeeze"): return try squeeze(node)
    case ("", "Unsqueeze"): return try unsqueeze(node)
    case ("", "Transpose"): return try transpose(node)
    case ("", "Expand"): return try expand(node)
    case ("", "Tile"): return .line(try tile(node))
    case ("", "Pad"): return .line(try pad(node))
    case ("", "Slice"): return try slice(node)
    case ("", "Resize"), ("", "Upsample"): return .line(try resize(node))
    case ("", "DepthToSpace"): return .line(try depthToSpace(node))
    case ("", "SpaceToDepth"): return .line(try spaceToDepth(node))
    case ("", "Trilu"): return try triangle(node)
    case ("", "IsNaN"): return .constant(try undefined(node))
    case ("", "Shape"): return .constant(try shape(of: node))
    case ("", "Size"): return .constant(try size(of: node))
    case ("", "Gather"): return try gather(node)
    case ("", "Concat"): return try concatenation(node)

    case (GraphNode.learningDomain, "Scaler"): return .line(try scaler(node))
    case (GraphNode.learningDomain, "Normalizer"): return .line(try normalizer(node))
    case (GraphNode.learningDomain, "Imputer"): return .line(try imputer(node))
    case (GraphNode.learningDomain, "Binarizer"): return .line(try binarizer(node))
    case (GraphNode.learningDomain, "OneHotEncoder"): return .line(try oneHot(node))
    case (GraphNode.learningDomain, "FeatureVectorizer"): return try concatenation(node)
    case (GraphNode.learningDomain, "LinearRegressor"): return .line(try linearRegressor(node))
    case (GraphNode.learningDomain, "ArrayFeatureExtractor"): return try featureExtractor(node)
    case ("", "ArgMax"), (GraphNode.learningDomain, "LabelEncoder"):
      _ = try value(0, of: node)
      return .label(names: nil)
    case (GraphNode.learningDomain, "ZipMap"): return try zipMap(node)

    default:
      if let expression = try elementwise(node) { return try function(expression, node) }
      throw ONNXError.unsupportedOperator(file: file, node: node.identity)
    }
  }

  /// The elementwise function of a unary operator; `nil` for other operators.
  func elementwise(_ node: GraphNode) throws -> ScalarExpression? {
    guard node.identity.domain.isEmpty || node.identity.domain == GraphNode.microsoftDomain else {
      return nil
    }
    func plain(_ function: ScalarFunction) -> ScalarExpression { .function(function, .input) }
    func number(_ attribute: String, _ value: Float) throws -> Double {
      Double(try node.finite(attribute, default: value, in: self))
    }
    switch node.identity.operator {
    case "Relu": return plain(.relu)
    case "LeakyRelu": return plain(.leakyReLU(try node.finite("alpha", default: 0.01, in: self)))
    case "Elu": return plain(.elu(try node.finite("alpha", default: 1, in: self)))
    case "Gelu": return plain(.gelu(try geluForm(node)))
    case "Tanh": return plain(.tanh)
    case "Sigmoid": return plain(.sigmoid)
    case "Softplus": return plain(.softplus)
    case "Erf": return plain(.erf)
    case "Exp": return plain(.exp)
    case "Log": return plain(.log)
    case "Sqrt": return plain(.sqrt)
    case "Reciprocal": return plain(.reciprocal)
    case "Abs": return plain(.abs)
    case "Neg": return plain(.negate)
    case "Sin": return plain(.sin)
    case "Cos": return plain(.cos)
    case "Atan": return plain(.atan)
    case "Sign": return plain(.sign)
    case "Floor": return plain(.floor)
    case "Ceil": return plain(.ceil)
    case "Round": return plain(.round)
    case "Not": return plain(.not)
    case "Softsign": return ScalarExpression.softsign
    case "Mish": return ScalarExpression.mish
    case "HardSwish": return ScalarExpression.hardSwish
    case "QuickGelu":
      let alpha = try number("alpha", 1.702)
      return .times(
        .input, .function(.sigmoid, .times(.constant(alpha), .input)))
    case "Swish":
      let alpha = try number("alpha", 1)
      return .times(
        .input, .function(.sigmoid, alpha == 1 ? .input : .times(.constant(alpha), .input)))
    case "Selu":
      return ScalarExpression.selu(
        alpha: try node.finite("alpha", default: 1.673_263_2, in: self),
        gamma: try node.finite("gamma", default: 1.050_701, in: self))
    case "Celu": return ScalarExpression.celu(alpha: try number("alpha", 1))
    case "HardSigmoid":
      return ScalarExpression.hardSigmoid(
        alpha: try number("alpha", 0.2), beta: try number("beta", 0.5))
    case "ThresholdedRelu":
      let alpha = try number("alpha", 1)
      return .choice(
        .arithmetic(.isGreater, .input, .constant(alpha)), .input, .constant(0))
    case "Shrink":
      return ScalarExpression.shrink(
        lambda: try number("lambd", 0.5), bias: try number("bias", 0))
    case "Clip":
      func limit(_ name: String, _ index: Int) throws -> Double? {
        if node.has(name) { return Double(node.float(name, default: 0)) }
        guard let numbers = try constant(index, of: node)?.limit else { return nil }
        guard numbers.count == 1 else {
          throw refusal(of: node, expected: "a single number as its limit")
        }
        return numbers[0]
      }
      let (low, high) = (try limit("min", 1), try limit("max", 2))
      return ScalarExpression.clip(
        .input, low: low.flatMap { $0 <= -Double(Float.greatestFiniteMagnitude) ? nil : $0 },
        high: high.flatMap { $0 >= Double(Float.greatestFiniteMagnitude) ? nil : $0 })
    default: return nil
    }
  }

  private func constant(of node: GraphNode) throws -> ConstantTensor {
    let name = node.outputs[0]
    func values(_ shape: [Int], _ values: ConstantTensor.Values) -> ConstantTensor {
      ConstantTensor(name: name, shape: shape, values: values)
    }
    func numbers(_ shape: [Int], _ numbers: [Float]) throws -> ConstantTensor {
      let constant = values(shape, .numbers(numbers))
      try constant.refuseNaN(file: file)
      return constant
    }
    if let tensor = node.tensor("value") {
      return try ConstantTensor(tensor, name: name, file: file, beside: sideFiles)
    }
    if node.has("value_float") {
      return try numbers([], [node.float("value_float", default: 0)])
    }
    if let floats = node.floats("value_floats") {
      return try numbers([floats.count], floats)
    }
    if node.has("value_int") {
      return values([], .integers([node.integer("value_int", default: 0)]))
    }
    if let integers = node.integers("value_ints") {
      return values([integers.count], .integers(integers))
    }
    throw refusal(of: node, expected: "a tensor, floats or integers as its value")
  }

  private func geluForm(_ node: GraphNode) throws -> GELU.Form {
    guard let form = GELU.Form(approximation: node.text("approximate", default: "none")) else {
      throw refusal(of: node, expected: "approximate \"none\" or \"tanh\"")
    }
    return form
  }
}

extension ConstantTensor {
  /// The numbers of a limit; integers are converted.
  fileprivate var limit: [Double]? {
    switch values {
    case .numbers(let numbers): numbers.map(Double.init)
    case .integers(let integers): integers.compactMap { $0.map(Double.init) }
    // A stored tensor is much larger than the single number of a limit.
    case .stored: []
    default: nil
    }
  }
}

extension GELU.Form {
  /// Creates the form from ONNX's attribute `approximate`.
  fileprivate init?(approximation: String) {
    switch approximation {
    case "none": self = .exact
    case "tanh": self = .tanh
    default: return nil
    }
  }
}

extension GraphNode {
  /// The value of an attribute, which must be finite.
  func finite(_ attribute: String, default value: Float, in reader: GraphReader) throws -> Float {
    let value = float(attribute, default: value)
    guard value.isFinite else {
      throw reader.refusal(of: self, expected: "a finite \(attribute)")
    }
    return value
  }
}
