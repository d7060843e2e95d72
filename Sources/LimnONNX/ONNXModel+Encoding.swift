import LimnCore
import LimnNetwork
import SwiftProtobuf

extension ONNXModel {
  /// The bytes of a model file that other tools open: opset 13, which every runtime since 2020
  /// takes. The same network gives the same bytes.
  ///
  /// An image goes in as N×1×H×W, a vector as N×F, the batch of any size. The first output is
  /// `logits`; where the network ends in a softmax or a sigmoid, the second is `probabilities`, and where it ends in
  /// a log-softmax, `log_probabilities`. Dropout, a scaling that changes nothing, and nodes that the
  /// output does not depend on are left out.
  ///
  /// - Parameters:
  ///   - name: what the graph is called.
  ///   - metadata: notes for the file, in the order they are to stand.
  /// - Throws: `ONNXError.unwritableLayer` for a layer that is not Limn's own.
  public static func encode(
    _ network: Network, name: String, metadata: [(String, String)] = []
  ) throws -> [UInt8] {
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

    var message = ONNXModelProto()
    message.irVersion = 7
    message.producerName = "limn"
    var operators = ONNXOperatorSetIdProto()
    operators.domain = ""
    operators.version = 13
    message.opsetImport = [operators]
    message.graph = writer.graph
    message.metadataProps = metadata.map { key, value in
      var entry = ONNXStringStringEntryProto()
      entry.key = key
      entry.value = value
      return entry
    }
    return try message.serializedBytes()
  }
}
