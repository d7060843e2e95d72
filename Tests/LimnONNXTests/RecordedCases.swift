import Foundation
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Model files with inputs, and the outputs that another tool gives for them (Tests/Fixtures).
struct RecordedCases {
  private struct Case: Decodable {
    let inputs: [[Float]]
    let outputs: [[Double]]
    /// Whether the first axis is no batch.
    let isOneExample: Bool?
  }

  private let folder: String
  private let cases: [String: Case]

  init(_ name: String) throws {
    folder =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/\(name)").path()
    cases = try JSONDecoder().decode(
      [String: Case].self, from: Data(FileBytes.read("\(folder)/expected.json")))
  }

  var count: Int { cases.count }

  /// - Parameter tolerance: of an output, relative to it or to 1.
  func expectOutputs(within tolerance: Double) throws {
    for (name, expectation) in cases {
      let network = try ONNXModel.read(
        path: "\(folder)/\(name).onnx", isOneExample: expectation.isOneExample ?? false
      ).network
      // Pictures with their channels last, and what could be such, are read channel by channel.
      let places = network.input.layout.places(of: network.inputShape)
      let inputs = expectation.inputs.map { row in places.map { $0.map { row[$0] } } ?? row }
      let found = network.output(of: Matrix(rows: inputs, columns: network.inputShape.count))
      let expected = Array(expectation.outputs.joined())
      #expect(found.elements.count == expected.count, "\(name)")
      for (value, other) in zip(found.elements, expected) {
        #expect(abs(Double(value) - other) <= tolerance * max(1, abs(other)), "\(name)")
      }
    }
  }
}
