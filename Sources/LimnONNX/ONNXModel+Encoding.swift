import LimnCore
import LimnNetwork
import SwiftProtobuf

extension ONNXModel {
  /// The bytes of a model file that other tools open: opset 13, which every runtime since 2020
  /// takes. The same network gives the same bytes.
  ///
  /// An image goes in as N×1×H×W, a vector as N×F, the batch of any size. The first output is
  /// `logits`; where the network ends in a softmax, the second is `probabilities`. Dropout and a
  /// scaling that changes nothing are left out.
  ///
  /// - Parameters:
  ///   - name: what the graph is called.
  ///   - metadata: notes for the file, in the order they are to stand.
  /// - Throws: `ONNXError.unwritableLayer` for a layer that is not Limn's own, and for a final
  ///   sigmoid, which ``read(_:file:)`` refuses.
  public static func encode(
    _ network: Network, name: String, metadata: [(String, String)] = []
  ) throws -> [UInt8] {
    if let last = network.layers.last, last is Sigmoid {
      throw ONNXError.unwritableLayer(index: network.layers.count - 1, kind: last.kind)
    }
    var writer = GraphWriter(name: name, inputShape: network.inputShape)
    for (index, layer) in network.layers.enumerated() {
      if index == network.logitLayers.endIndex {
        writer.output("logits", width: network.outputCount)
      }
      guard writer.append(layer) else {
        throw ONNXError.unwritableLayer(index: index, kind: layer.kind)
      }
    }
    writer.output(
      network.endsInSoftmax ? "probabilities" : "logits", width: network.outputCount)

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
