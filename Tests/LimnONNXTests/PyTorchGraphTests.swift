import Foundation
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Graphs exported from PyTorch, against its own outputs and gradients (Tests/Fixtures/Graphs).
@Suite struct PyTorchGraphTests {
  struct Expectation: Decodable, Sendable {
    let inputs: [[Float]]
    let outputs: [[Double]]
    /// The output whose gradients are recorded.
    let target: Int
    let gradients: [[Double]]
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Graphs").path()

  static func expectations() throws -> [String: Expectation] {
    try JSONDecoder().decode(
      [String: Expectation].self, from: Data(FileBytes.read("\(folder)/expected.json")))
  }

  @Test(arguments: [
    "residual", "concatenation", "two-convolutions", "block", "attention", "multi-head",
    "multi-head-script", "multi-head-fixed", "transformer", "transformer-script", "causal",
    "causal-script", "causal-fill", "causal-made", "causal-made-script",
  ])
  func outputsAndGradientsArePyTorchs(_ name: String) throws {
    let expectation = try #require(try Self.expectations()[name])
    let model = try ONNXModel.read(path: "\(Self.folder)/\(name).onnx")
    for network in [
      model.network,
      try ONNXModel.read(ONNXModel.encode(model.network, name: name), file: name).network,
    ] {
      let inputs = Matrix(rows: expectation.inputs, columns: network.inputShape.count)
      expect(network.output(of: inputs), expectation.outputs)
      // Of the output, which for a log-softmax is not the score.
      let cotangents = Matrix(rows: inputs.rows, columns: network.outputCount) { target in
        for i in target.indices { target[i] = 0 }
        for row in 0..<inputs.rows {
          target[row * network.outputCount + expectation.target] = 1
          guard network.link == .logSoftmax else { continue }
          for (label, value) in expectation.outputs[row].enumerated() {
            target[row * network.outputCount + label] -= Float(exp(value))
          }
        }
      }
      expect(
        network.vectorJacobianProduct(at: inputs, cotangents: cotangents), expectation.gradients)
    }
  }

  /// Within 1e-5 of 1 or of the value: sums of some hundred terms in `Float`, on both sides.
  private func expect(
    _ found: Matrix, _ expected: [[Double]], location: SourceLocation = #_sourceLocation
  ) {
    #expect(found.elements.count == expected.joined().count, sourceLocation: location)
    for (value, other) in zip(found.elements, expected.joined()) {
      #expect(abs(Double(value) - other) <= 1e-5 * max(1, abs(other)), sourceLocation: location)
    }
  }
}
