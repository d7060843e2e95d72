/// A node of the graph, with its attributes by name.
struct GraphNode {
  /// The names of the domain of ONNX's own operators.
  static let ownDomains: Set = ["", "ai.onnx"]
  /// The domain of operators for classical machine learning, which scikit-learn's exporter uses.
  static let learningDomain = "ai.onnx.ml"
  /// The domain of onnxruntime's own operators, which its optimizer writes.
  static let microsoftDomain = "com.microsoft"

  let identity: ONNXNode
  let inputs: [String]
  let outputs: [String]
  private var attributes: [String: ONNXAttributeProto]

  init(_ message: ONNXNodeProto) {
    let name = message.name.isEmpty ? message.output.first ?? "" : message.name
    self.identity = ONNXNode(
      name: name, operator: message.opType,
      domain: Self.ownDomains.contains(message.domain) ? "" : message.domain)
    self.inputs = message.input
    self.outputs = message.output
    self.attributes = Dictionary(message.attribute.map { ($0.name, $0) }) { first, _ in first }
  }

  /// The name of input `index`; `nil` if the node omits it.
  func input(_ index: Int) -> String? {
    guard index < inputs.count, !inputs[index].isEmpty else { return nil }
    return inputs[index]
  }

  /// The same node with an integer attribute set.
  func with(_ attribute: String, _ value: Int) -> GraphNode {
    var node = self
    var message = ONNXAttributeProto()
    message.name = attribute
    message.i = Int64(value)
    node.attributes[attribute] = message
    return node
  }

  func has(_ attribute: String) -> Bool { attributes[attribute] != nil }

  func float(_ attribute: String, default value: Float) -> Float {
    attributes[attribute]?.f ?? value
  }

  func integer(_ attribute: String, default value: Int) -> Int {
    attributes[attribute].map { Int($0.i) } ?? value
  }

  func integers(_ attribute: String) -> [Int]? {
    attributes[attribute].map { $0.ints.map(Int.init) }
  }

  func texts(_ attribute: String) -> [String]? {
    attributes[attribute].map { $0.strings.map { String(decoding: $0, as: UTF8.self) } }
  }

  func floats(_ attribute: String) -> [Float]? { attributes[attribute]?.floats }

  func text(_ attribute: String, default value: String) -> String {
    attributes[attribute].map { String(decoding: $0.s, as: UTF8.self) } ?? value
  }

  func tensor(_ attribute: String) -> ONNXTensorProto? { attributes[attribute]?.t }
}
