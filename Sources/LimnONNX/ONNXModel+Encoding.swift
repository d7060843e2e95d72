import LimnCore
import LimnNetwork
import SwiftProtobuf

extension ONNXModel {
  /// The bytes of a model file that other tools open: opset 13, which every runtime since 2020
  /// takes. The same network gives the same bytes.
  ///
  /// An image goes in as N×C×H×W, a vector as N×F, the batch of any size. The first output is
  /// `logits`; where the network ends in a softmax or a sigmoid, the second is `probabilities`, and where it ends in
  /// a log-softmax, `log_probabilities`. Dropout, a scaling that changes nothing, and nodes that the
  /// output does not depend on are left out.
  ///
  /// A table with columns of categories has an input for each column, N × 1, of floats or of texts;
  /// `OneHotEncoder` of the domain ai.onnx.ml makes numbers of the texts.
  ///
  /// What the network's schemas say beyond that stands in the metadata: `limn.feature_names`,
  /// `limn.output_names`, and `limn.task` where the end of the graph does not tell.
  ///
  /// - Parameters:
  ///   - name: what the graph is called.
  ///   - metadata: notes for the file, in the order they are to stand, before those on the schemas.
  /// - Throws: `ONNXError.unwritableLayer` for a layer that is not Limn's own, `.metadata` for a note
  ///   under a key that the schemas have.
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
