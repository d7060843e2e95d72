import Foundation
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Node tests of the ONNX backend (Tests/Fixtures/Backend).
@Suite struct BackendTests {
  private struct Expectation: Decodable {
    let inputs: [[Float]]
    let outputs: [[Double]]
    /// Whether the first axis is no batch.
    let isOneExample: Bool
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Backend").path()

  @Test func everyCaseGivesWhatONNXExpects() throws {
    let cases = try JSONDecoder().decode(
      [String: Expectation].self, from: Data(FileBytes.read("\(Self.folder)/expected.json")))
    #expect(cases.count == 105)
    for (name, expectation) in cases {
      let network = try ONNXModel.read(
        path: "\(Self.folder)/\(name).onnx", isOneExample: expectation.isOneExample
      ).network
      // An image whose last axis could hold colours is read as channels last.
      let places = network.input.layout.places(of: network.inputShape)
      let inputs = expectation.inputs.map { row in places.map { $0.map { row[$0] } } ?? row }
      let found = network.output(of: Matrix(rows: inputs, columns: network.inputShape.count))
      let expected = Array(expectation.outputs.joined())
      #expect(found.elements.count == expected.count, "\(name)")
      for (value, other) in zip(found.elements, expected) {
        #expect(abs(Double(value) - other) <= 1e-5 * max(1, abs(other)), "\(name)")
      }
    }
  }
}
