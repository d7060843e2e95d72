/// What can be wrong with a model file. `file` is the path as it was given.
public enum ONNXError: Error, Equatable {
  /// Bytes that are not an ONNX model: empty, cut short, or something else altogether.
  case notAModel(file: String, reason: String)
  /// A model written for operators older than opset 6, or one that does not say.
  case unsupportedOpset(file: String, version: Int?, oldest: Int)

  /// A graph whose input cannot be read as one vector or one grey image.
  case unsupportedInput(file: String, input: String, expected: String)
  /// A graph without an output that holds scores, or with several that do not follow one another.
  case unsupportedOutput(file: String, output: String, expected: String)

  /// A node of an operator, or of a domain, that is not in the supported subset.
  case unsupportedOperator(file: String, node: ONNXNode)
  /// A node of a supported operator that is used as a feed-forward classifier cannot be.
  case unsupportedUse(file: String, node: ONNXNode, expected: String)
  /// A node that takes a value no earlier node made: the graph is cyclic, unsorted or incomplete.
  case undefinedValue(file: String, node: ONNXNode, value: String)
  /// Two values of the same name.
  case duplicateValue(file: String, value: String)
  /// A constant that does not fit what it is combined with; `nil` stands for the batch.
  case shapeMismatch(file: String, node: ONNXNode, shape: [Int?], constant: [Int])

  /// A tensor of another type than float or double where numbers are needed.
  case unsupportedTensorType(file: String, tensor: String, type: String)
  /// A tensor whose values lie in another file, and are not found there.
  case externalData(file: String, tensor: String, ExternalData)
  /// A tensor of a negative size, or of more axes or values than there can be.
  case impossibleShape(file: String, tensor: String, shape: [Int])
  /// A tensor that holds another number of values than its shape claims; a value whose bytes are cut
  /// short is counted.
  case tensorSize(file: String, tensor: String, shape: [Int], found: Int)
  /// A NaN or an infinity, or a double beyond `Float`; `index` counts the tensor's values from 0.
  case nonFinite(file: String, tensor: String, index: Int)
  /// A model that makes more numbers out of its file than the file could hold.
  case tooLarge(file: String)

  /// A note of the file's, under a key of Limn's own, that does not say what it should.
  case metadata(file: String, key: String, expected: String)

  /// A layer that has no form in ONNX, or that would not be read back; layers are counted from 0.
  case unwritableLayer(index: Int, kind: String)
}

extension ONNXError {
  /// Why values in another file are not found; the file is called as the model calls it.
  public enum ExternalData: Sendable, Equatable {
    /// The model came as bytes, and there is no folder to look in.
    case noFolder
    /// The name, or a link, leads out of the model's folder.
    case outside(String)
    /// The file is shorter than the tensor's place in it.
    case beyondEnd(String)
  }
}

/// Which node of a graph an error is about.
public struct ONNXNode: Sendable, Hashable {
  /// The name it has in the file; where it has none, that of its first output.
  public let name: String
  /// Its operator: "Conv".
  public let `operator`: String
  /// The operator's domain; empty for ONNX's own.
  public let domain: String

  /// A node's name, operator and domain; the empty domain is ONNX's own.
  public init(name: String, operator: String, domain: String = "") {
    self.name = name
    self.operator = `operator`
    self.domain = domain
  }
}
