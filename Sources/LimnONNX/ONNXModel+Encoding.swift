import LimnCore
import LimnNetwork
import SwiftProtobuf

extension ONNXModel {
  /// Encodes a network as a model file that other tools can open. It uses opset 13, which runtimes
  /// have supported since 2020. The same network always gives the same bytes.
  ///
  /// An image is a tensor N×C×H×W and a vector N×F, with any batch size. The first output is
  /// `logits`. If the network ends in a softmax or a sigmoid, the second output is `probabilities`;
  /// if it ends in a log-softmax, `log_probabilities`. Dropout, scalings without effect, and nodes
  /// that the output does not depend on are left out.
  ///
  /// A table with categorical columns has a separate input for each column, N × 1, of floats or
  /// strings; strings are encoded with `OneHotEncoder` of the domain ai.onnx.ml.
  ///
  /// Other parts of the network's schemas are stored in the metadata: `limn.feature_names`,
  /// `limn.output_names`, and `limn.task` if the graph does not imply the task.
  ///
  /// - Parameters:
  ///   - network: the network to encode.
  ///   - name: the name of the graph.
  ///   - metadata: further metadata entries, which are stored in this order before those for the
  ///     schemas.
  /// - Returns: the bytes of the file.
  /// - Throws: `ONNXError.unwritableLayer` for a layer without an equivalent in ONNX; `.metadata`
  ///   for an entry under a key reserved for the schemas.
  public static func encode(
    _ network: Network, name: String, metadata: [(String, String)] = []
  ) throws -> [UInt8] {
    if let taken = metadata.first(where: { SchemaMetadata(rawValue: $0.0) != nil }) {
      throw ONNXError.metadata(
        file: name, key: taken.0, expected: "the network's own task and names to say this")
    }
    let needed = network.neededNodes
    var writer = GraphWriter(name: name, network: network)
    for (index, node) in network.nodes.enumerated() {
      if index == network.scoreNodeCount { writer.output("logits", value: network.scoreValue) }
      let shape = network.shapes[index + 1]
      guard needed.contains(index) else {
        writer.skip(shape: shape)
        continue
      }
      guard writer.append(node.operation, of: node.inputs, shape: shape) else {
        throw ONNXError.unwritableLayer(index: index, kind: node.operation.kind)
      }
    }
    let last =
      switch network.link {
      case .softmax, .sigmoid: "probabilities"
      case .logSoftmax: "log_probabilities"
      case .identity: "logits"
      }
    writer.output(last, value: network.nodes.count)
    writer.nameColumns()

    var message = ONNXModelProto()
    message.irVersion = 7
    message.producerName = "limn"
    var operators = ONNXOperatorSetIdProto()
    operators.domain = ""
    operators.version = 13
    message.opsetImport = [operators]
    if writer.columns != nil {
      var learning = ONNXOperatorSetIdProto()
      learning.domain = GraphNode.learningDomain
      learning.version = 3
      message.opsetImport.append(learning)
    }
    message.graph = writer.graph
    message.metadataProps = try (metadata + SchemaMetadata.entries(for: network)).map {
      key, value in
      var entry = ONNXStringStringEntryProto()
      entry.key = key
      entry.value = value
      return entry
    }
    return try message.serializedBytes()
  }
}
