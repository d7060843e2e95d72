import LimnCore
import LimnText

extension ONNXError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAModel(let file, let reason):
      "\(file) is not an ONNX model: \(reason)."
    case .unsupportedOpset(let file, let version, let oldest):
      "\(file) is written for "
        + (version.map { "opset \($0)" } ?? "an opset that it does not name")
        + ", and opset \(oldest) is the oldest that can be read."
    case .unsupportedInput(let file, let input, let expected):
      "\(file), input \(input.quoted): expected \(expected)."
    case .unsupportedOutput(let file, let output, let expected):
      "\(file), output \(output.quoted): expected \(expected)."
    case .unsupportedOperator(let file, let node):
      "\(file), \(node.words): this operator is not supported (Docs/Guides/ONNX.md lists those "
        + "that are)."
    case .unsupportedUse(let file, let node, let expected):
      "\(file), \(node.words): expected \(expected)."
    case .undefinedValue(let file, let node, let value):
      "\(file), \(node.words): no earlier node produces its input \(value.quoted)."
    case .duplicateValue(let file, let value):
      "\(file) has two values called \(value.quoted)."
    case .shapeMismatch(let file, let node, let shape, let constant):
      "\(file), \(node.words): a constant of shape \(words(for: constant)) does not fit values of "
        + "shape \(shape.map { $0.map(String.init) ?? "n" }.joined(separator: "×"))."
    case .unsupportedTensorType(let file, let tensor, let type):
      "\(file), tensor \(tensor.quoted): holds values of the type \(type) where float or double is "
        + "needed."
    case .externalData(let file, let tensor, .noFolder):
      "\(file), tensor \(tensor.quoted): its values are in another file; save the model as one "
        + "file."
    case .externalData(let file, let tensor, .outside(let name)):
      "\(file), tensor \(tensor.quoted): its values are in \(name.quoted), which is not in the "
        + "model's folder; put that file there, or save the model as one file."
    case .externalData(let file, let tensor, .beyondEnd(let name)):
      "\(file), tensor \(tensor.quoted): its values are beyond the end of \(name.quoted), which is "
        + "cut short or belongs to another model."
    case .impossibleShape(let file, let tensor, let shape):
      "\(file), tensor \(tensor.quoted): claims the impossible shape \(words(for: shape))."
    case .tensorSize(let file, let tensor, let shape, let found):
      "\(file), tensor \(tensor.quoted): claims the shape \(words(for: shape)) and holds \(found)."
    case .nonFinite(let file, let tensor, let index):
      "\(file), tensor \(tensor.quoted): value \(index) is not a finite number."
    case .tooLarge(let file):
      "\(file) claims more numbers than its bytes could hold."
    case .metadata(let file, let key, let expected):
      "\(file), metadata \(key.quoted): expected \(expected)."
    case .unwritableLayer(let index, let kind):
      "layer \(index), \(kind), cannot be written to an ONNX file."
    }
  }
}

extension ONNXNode {
  var words: String {
    let domain = domain.isEmpty ? "" : "\(domain.shown())."
    return "node \(name.quoted) (\(domain)\(`operator`.shown()))"
  }
}
