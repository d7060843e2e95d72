import Limn

extension ONNXError: TellableError {
  var complaint: Complaint {
    if case .unwritableLayer(let index, let kind) = self {
      return Complaint("layer \(index), \(kind), has no form in an ONNX file.", .internalError)
    }
    return Complaint(sentence, .badData)
  }

  private var sentence: String {
    switch self {
    case .notAModel(let file, let reason):
      "\(file) is not an ONNX model: \(reason)."
    case .unsupportedOpset(let file, let version, let oldest):
      "\(file) is written for " + (version.map { "opset \($0)" } ?? "an opset it does not name")
        + ", and opset \(oldest) is the oldest that is read."
    case .unsupportedInput(let file, let input, let expected):
      "\(file), input \(quoted(input)): expected \(expected)."
    case .unsupportedOutput(let file, let output, let expected):
      "\(file), output \(quoted(output)): expected \(expected)."
    case .unsupportedOperator(let file, let node):
      "\(file), \(node.words): this operator is not supported (Docs/Guides/ONNX.md lists those "
        + "that are)."
    case .unsupportedUse(let file, let node, let expected):
      "\(file), \(node.words): expected \(expected)."
    case .undefinedValue(let file, let node, let value):
      "\(file), \(node.words): no earlier node makes its input \(quoted(value))."
    case .duplicateValue(let file, let value):
      "\(file) has two values called \(quoted(value))."
    case .branching(let file, let node):
      "\(file), \(node.words): two paths from the input meet here, and only a chain of layers is "
        + "read."
    case .shapeMismatch(let file, let node, let shape, let constant):
      "\(file), \(node.words): a constant of shape \(words(for: constant)) does not fit values of "
        + "shape \(shape.map { $0.map(String.init) ?? "n" }.joined(separator: "×"))."
    case .unsupportedTensorType(let file, let tensor, let type):
      "\(file), tensor \(quoted(tensor)): holds values of the type \(type) where float or double is "
        + "needed."
    case .externalData(let file, let tensor):
      "\(file), tensor \(quoted(tensor)): its values lie in another file; save the model as one "
        + "file."
    case .impossibleShape(let file, let tensor, let shape):
      "\(file), tensor \(quoted(tensor)): claims the impossible shape \(words(for: shape))."
    case .tensorSize(let file, let tensor, let shape, let found):
      "\(file), tensor \(quoted(tensor)): claims the shape \(words(for: shape)) and holds \(found)."
    case .nonFinite(let file, let tensor, let index):
      "\(file), tensor \(quoted(tensor)): value \(index) is not a finite number."
    case .tooLarge(let file):
      "\(file) claims more numbers than its bytes could hold."
    case .unwritableLayer(let index, let kind):
      "layer \(index), \(kind), has no form in an ONNX file."
    }
  }

  private func quoted(_ name: String) -> String { "\"\(name)\"" }
}

extension ONNXNode {
  fileprivate var words: String {
    let domain = domain.isEmpty ? "" : "\(domain)."
    return "node \"\(name)\" (\(domain)\(`operator`))"
  }
}
