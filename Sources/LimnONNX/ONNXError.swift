/// An error in a model file. `file` is the path as it was given.
public enum ONNXError: Error, Equatable {
  /// The bytes are not an ONNX model: they are empty, truncated, or something else.
  case notAModel(file: String, reason: String)
  /// The model uses operators older than opset 6, or does not name its opset.
  case unsupportedOpset(file: String, version: Int?, oldest: Int)

  /// The graph's inputs are not of a supported form: a single tensor, or several columns of a
  /// table.
  case unsupportedInput(file: String, input: String, expected: String)
  /// The graph has no output with scores, or several that do not lie on one path.
  case unsupportedOutput(file: String, output: String, expected: String)

  /// The node's operator, or its domain, is not supported.
  case unsupportedOperator(file: String, node: ONNXNode)
  /// The node's operator is supported, but not in this use.
  case unsupportedUse(file: String, node: ONNXNode, expected: String)
  /// The node takes a value that no earlier node computes: the graph is cyclic, unsorted or
  /// incomplete.
  case undefinedValue(file: String, node: ONNXNode, value: String)
  /// Two values have the same name.
  case duplicateValue(file: String, value: String)
  /// The shape of a constant does not fit the value it is combined with; `nil` is the batch axis.
  case shapeMismatch(file: String, node: ONNXNode, shape: [Int?], constant: [Int])

  /// The tensor's elements are not floating-point numbers.
  case unsupportedTensorType(file: String, tensor: String, type: String)
  /// The tensor's values are stored in another file and cannot be found there.
  case externalData(file: String, tensor: String, ExternalData)
  /// The tensor has a negative size, or more axes or values than possible.
  case impossibleShape(file: String, tensor: String, shape: [Int])
  /// The number of the tensor's values does not match its shape; a truncated value counts.
  case tensorSize(file: String, tensor: String, shape: [Int], found: Int)
  /// A value is NaN, infinite, or a double beyond the range of `Float`; `index` counts the tensor's
  /// values from 0.
  case nonFinite(file: String, tensor: String, index: Int)
  /// The model would expand to more numbers than its file could hold.
  case tooLarge(file: String)

  /// A metadata entry under one of Limn's own keys is invalid.
  case metadata(file: String, key: String, expected: String)

  /// The layer cannot be expressed in ONNX, or would not be read back; layers are counted from 0.
  case unwritableLayer(index: Int, kind: String)
}

extension ONNXError {
  /// The reason why values in another file are not found; the name is the one used in the model.
  public enum ExternalData: Sendable, Equatable {
    /// The model was read from bytes, so there is no folder to look in.
    case noFolder
    /// The name, or a symbolic link, leads out of the model's folder.
    case outside(String)
    /// The file is shorter than the tensor's position in it.
    case beyondEnd(String)
  }
}

/// The node of a graph to which an error refers.
public struct ONNXNode: Sendable, Hashable {
  /// The node's name in the file, or the name of its first output if it has none.
  public let name: String
  /// The operator, such as "Conv".
  public let `operator`: String
  /// The operator's domain; empty for ONNX's own operators.
  public let domain: String

  /// Creates a node description; the empty domain is ONNX's own.
  public init(name: String, operator: String, domain: String = "") {
    self.name = name
    self.operator = `operator`
    self.domain = domain
  }
}
