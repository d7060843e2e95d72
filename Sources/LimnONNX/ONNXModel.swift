import LimnCore
import LimnNetwork
import SwiftProtobuf

/// A network read from the ONNX format, with the information in its file.
///
/// Docs/Guides/ONNX.md lists the supported graphs; others are rejected with an error that names the
/// node.
public struct ONNXModel: Sendable {
  /// The network, without dropout and other operations that have no effect at inference.
  public let network: Network
  /// The name of the graph.
  public let name: String
  /// The name of the tool that wrote the file.
  public let producer: String
  /// The opset version of ONNX's own operators.
  public let opset: Int
  /// The file's metadata in order, without the entries for the network's task and names.
  public let metadata: [(key: String, value: String)]

  /// Reads the model file at `path`, and files next to it that hold some of its weights.
  ///
  /// - Parameters:
  ///   - path: the path of the model file.
  ///   - layout: the axis order of an image input; `nil` to infer it from the operators that take
  ///     the input and from the sizes that can be a number of channels.
  ///   - isOneExample: whether the input's first axis is part of a single example and not a batch.
  ///     By default this is assumed only if the file cannot be read otherwise, that is, if the file
  ///     fixes the size of the axis, mixes values along it, and does not produce one output row for
  ///     each position.
  /// - Throws: `FileError.cannotRead`, `.tooLarge`, and as ``read(_:file:layout:isOneExample:)``.
  public static func read(
    path: String, layout: ImageLayout? = nil, isOneExample: Bool = false
  ) throws -> ONNXModel {
    try read(path: path, large: ModelSkeleton.large, layout: layout, isOneExample: isOneExample)
  }

  /// - Parameter large: tensors with at least this many bytes stay in the file until they are
  ///   needed.
  static func read(
    path: String, large: Int, layout: ImageLayout? = nil, isOneExample: Bool = false
  ) throws -> ONNXModel {
    let file = try PlacedBytes(path: path)
    let bytes = try ModelSkeleton(of: file, large: large)?.bytes ?? file.bytes(0..<file.count)
    let message = try message(of: bytes, count: file.count, file: path)
    return try read(
      message, beside: try SideFiles(of: message.graph, in: file), byteCount: file.count,
      file: path, layout: layout, isOneExample: isOneExample)
  }

  /// Reads a model from the bytes of a file.
  ///
  /// Cost: linear in the number of bytes; memory is limited to a small multiple of them, whatever
  /// sizes the file claims.
  ///
  /// - Parameters:
  ///   - bytes: the content of the file.
  ///   - file: the name of the file in errors.
  ///   - layout: as for ``read(path:layout:isOneExample:)``.
  ///   - isOneExample: as for ``read(path:layout:isOneExample:)``.
  /// - Throws: ``ONNXError``.
  public static func read(
    _ bytes: [UInt8], file: String, layout: ImageLayout? = nil, isOneExample: Bool = false
  ) throws -> ONNXModel {
    try read(
      message(of: bytes, count: bytes.count, file: file), beside: .none, byteCount: bytes.count,
      file: file,
      layout: layout, isOneExample: isOneExample)
  }

  /// - Parameter count: the size of the file in bytes.
  private static func message(of bytes: [UInt8], count: Int, file: String) throws -> ONNXModelProto
  {
    guard !bytes.isEmpty else { throw ONNXError.notAModel(file: file, reason: "it is empty") }
    guard WireCensus.holdsWithin(bytes, count: count) else {
      throw ONNXError.notAModel(
        file: file, reason: "it has so many parts that they would take ten times its size")
    }
    let message: ONNXModelProto
    do {
      message = try ONNXModelProto(serializedBytes: bytes)
    } catch is BinaryDecodingError {
      throw ONNXError.notAModel(file: file, reason: "its bytes are damaged or cut short")
    }
    guard message.hasGraph, !message.graph.node.isEmpty else {
      throw ONNXError.notAModel(file: file, reason: "it holds no graph")
    }
    return message
  }

  private static func read(
    _ message: ONNXModelProto, beside files: SideFiles, byteCount: Int, file: String,
    layout: ImageLayout?, isOneExample: Bool
  ) throws -> ONNXModel {
    let opset = try opset(of: message, file: file)
    func graph(_ firstAxis: GraphReader.FirstAxis) throws -> Network {
      var reader = GraphReader(
        graph: message.graph, beside: files, opset: opset, file: file,
        numbersAllowed: byteCount + files.count + 1 << 22, layout: layout, firstAxis: firstAxis)
      return try reader.network()
    }
    var network: Network
    do {
      network = try graph(isOneExample ? .exampleAsAsked : .batch)
    } catch let error as ONNXError where error.isOfShapes && !isOneExample {
      // If the first axis has a fixed size, it may not be a batch at all; then nothing is mixed.
      do {
        network = try graph(.example)
      } catch is ONNXError { throw error }
    }
    let metadata = message.metadataProps.map { (key: $0.key, value: $0.value) }
    network = try SchemaMetadata.network(network, as: metadata, file: file)
    return ONNXModel(
      network: network, name: message.graph.name, producer: message.producerName, opset: opset,
      metadata: metadata.filter { SchemaMetadata(rawValue: $0.key) == nil })
  }

  private static func opset(of message: ONNXModelProto, file: String) throws -> Int {
    let own = message.opsetImport.first { GraphNode.ownDomains.contains($0.domain) }
    var version = own.map { Int($0.version) }
    // A graph without ONNX's own operators need not specify their version.
    if own == nil, !message.opsetImport.isEmpty,
      !message.graph.node.contains(where: { GraphNode.ownDomains.contains($0.domain) })
    {
      version = GraphReader.oldestOpset
    }
    guard let version, version >= GraphReader.oldestOpset else {
      throw ONNXError.unsupportedOpset(
        file: file, version: version, oldest: GraphReader.oldestOpset)
    }
    return version
  }
}

extension ONNXError {
  /// Whether the error is about how values fit together, which depends on the interpretation of the
  /// first axis.
  fileprivate var isOfShapes: Bool {
    switch self {
    case .unsupportedUse, .unsupportedOutput, .shapeMismatch: true
    default: false
    }
  }
}
