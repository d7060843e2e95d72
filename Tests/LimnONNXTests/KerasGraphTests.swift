import Foundation
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Graphs exported from Keras 3, against onnxruntime (Tests/Fixtures/Keras).
@Suite struct KerasGraphTests {
  private struct Expectation: Decodable {
    let inputs: [[Float]]
    let outputs: [[Double]]
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Keras").path()

  @Test func outputsAreOnnxruntimes() throws {
    let cases = try JSONDecoder().decode(
      [String: Expectation].self, from: Data(FileBytes.read("\(Self.folder)/expected.json")))
    #expect(cases.count == 14)
    for (name, expectation) in cases {
      let network = try ONNXModel.read(path: "\(Self.folder)/\(name).onnx").network
      // Pictures with their channels last are read channel by channel.
      let places = network.input.layout.places(of: network.inputShape)
      let inputs = expectation.inputs.map { row in places.map { $0.map { row[$0] } } ?? row }
      let found = network.output(of: Matrix(rows: inputs, columns: network.inputShape.count))
      let expected = Array(expectation.outputs.joined())
      #expect(found.elements.count == expected.count, "\(name)")
      for (value, other) in zip(found.elements, expected) {
        #expect(abs(Double(value) - other) <= 2e-5 * max(1, abs(other)), "\(name)")
      }
    }
  }
}
