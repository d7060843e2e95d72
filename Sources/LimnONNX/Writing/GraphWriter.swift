import LimnCore
import LimnNetwork

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes a network's layers as the nodes of a graph.
struct GraphWriter {
  private(set) var graph = ONNXGraphProto()
  /// The value the next node takes.
  private var current: String
  private var counts: [String: Int] = [:]

  init(name: String, inputShape: InputShape) {
    graph.name = name
    current = "input"
    switch inputShape {
    case .vector(let count):
      graph.input = [Self.value(current, sizes: [count])]
    case .image(let height, let width):
      graph.input = [Self.value(current, sizes: [1, height, width])]
      node("Flatten", [current], attributes: [.integer("axis", 1)])
    }
  }

  /// Writes `layer`, or nothing where it does nothing at inference.
  ///
  /// - Returns: whether the layer has a form in ONNX.
  mutating func append(_ layer: any Layer) -> Bool {
    switch layer {
    case let dense as Dense: append(dense)
    case let scaling as Scaling: append(scaling)
    case is Dropout: break
    case is ReLU: node("Relu", [current])
    case let leaky as LeakyReLU:
      node("LeakyRelu", [current], attributes: [.float("alpha", leaky.negativeSlope)])
    case let elu as ELU: node("Elu", [current], attributes: [.float("alpha", elu.alpha)])
    case let gelu as GELU: append(gelu)
    case is Tanh: node("Tanh", [current])
    case is Sigmoid: node("Sigmoid", [current])
    case is Softplus: node("Softplus", [current])
    case is Softmax: node("Softmax", [current], attributes: [.integer("axis", -1)])
    default: return false
    }
    return true
  }

  /// Makes the value computed last an output of the graph, `N × width`.
  ///
  /// A value that is no node's, a network of nothing but layers that are left out, is put through
  /// an identity first.
  mutating func output(_ name: String, width: Int) {
    if let index = graph.node.lastIndex(where: { $0.output == [current] }) {
      graph.node[index].output = [name]
      current = name
    } else {
      node("Identity", [current], output: name)
    }
    graph.output.append(Self.value(name, sizes: [width]))
  }

  private mutating func append(_ dense: Dense) {
    let number = next("Gemm")
    let (weights, bias) = ("dense\(number).weights", "dense\(number).bias")
    constant(weights, dense.weights.elements, shape: [dense.weights.rows, dense.weights.columns])
    constant(bias, dense.bias.elements, shape: [dense.bias.columns])
    node("Gemm", [current, weights, bias])
  }

  private mutating func append(_ scaling: Scaling) {
    let number = next("Scaling")
    if scaling.shift.contains(where: { $0 != 0 }) {
      node("Sub", [current, features("scaling\(number).shift", scaling.shift)])
    }
    if scaling.factor.contains(where: { $0 != 1 }) {
      node("Mul", [current, features("scaling\(number).factor", scaling.factor)])
    }
    counts["Scaling"] = number
  }

  /// A constant with a value for each feature; a single number where they are all the same.
  private mutating func features(_ name: String, _ values: [Float]) -> String {
    if let first = values.first, values.allSatisfy({ $0 == first }) {
      constant(name, [first], shape: [])
    } else {
      constant(name, values, shape: [values.count])
    }
    return name
  }

  /// GELU in operators of opset 13; it has one of its own only since opset 20.
  private mutating func append(_ gelu: GELU) {
    let u = current
    switch gelu.form {
    case .exact:
      node("Div", [u, number("gelu.sqrt2", 1.414_213_56)])
      node("Erf", [current])
    case .tanh:
      node("Mul", [u, u])
      node("Mul", [current, u])
      node("Mul", [current, number("gelu.cubic", 0.044715)])
      node("Add", [current, u])
      node("Mul", [current, number("gelu.sqrt2overPi", 0.797_884_56)])
      node("Tanh", [current])
    }
    node("Add", [current, number("gelu.one", 1)])
    node("Mul", [current, u])
    node("Mul", [current, number("gelu.half", 0.5)])
  }

  /// The name of a constant that may be used in several places.
  private mutating func number(_ name: String, _ value: Float) -> String {
    if !graph.initializer.contains(where: { $0.name == name }) {
      constant(name, [value], shape: [])
    }
    return name
  }

  /// The number that the next node of an operator will have, counted from 1.
  private func next(_ operation: String) -> Int {
    (counts[operation] ?? 0) + 1
  }

  private mutating func node(
    _ operation: String, _ inputs: [String], output: String? = nil,
    attributes: [ONNXAttributeProto] = []
  ) {
    let number = next(operation)
    counts[operation] = number
    var node = ONNXNodeProto()
    node.name = "\(operation)\(number)"
    node.opType = operation
    node.input = inputs
    node.output = [output ?? "\(operation)\(number).output"]
    node.attribute = attributes
    graph.node.append(node)
    current = node.output[0]
  }

  private mutating func constant(_ name: String, _ values: [Float], shape: [Int]) {
    var tensor = ONNXTensorProto()
    tensor.name = name
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = Int32(ONNXTensorProto.DataType.float.rawValue)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }
    tensor.rawData = Data(bytes)
    graph.initializer.append(tensor)
  }

  /// A tensor of floats whose first axis is the batch.
  private static func value(_ name: String, sizes: [Int]) -> ONNXValueInfoProto {
    var value = ONNXValueInfoProto()
    value.name = name
    value.type.tensorType.elemType = Int32(ONNXTensorProto.DataType.float.rawValue)
    var batch = ONNXTensorShapeProto.Dimension()
    batch.dimParam = "batch"
    value.type.tensorType.shape.dim =
      [batch]
      + sizes.map {
        var dimension = ONNXTensorShapeProto.Dimension()
        dimension.dimValue = Int64($0)
        return dimension
      }
    return value
  }
}

extension ONNXAttributeProto {
  fileprivate static func integer(_ name: String, _ value: Int) -> ONNXAttributeProto {
    var attribute = ONNXAttributeProto()
    attribute.name = name
    attribute.type = .int
    attribute.i = Int64(value)
    return attribute
  }

  fileprivate static func float(_ name: String, _ value: Float) -> ONNXAttributeProto {
    var attribute = ONNXAttributeProto()
    attribute.name = name
    attribute.type = .float
    attribute.f = value
    return attribute
  }
}
