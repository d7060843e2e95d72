import Foundation
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Files that Limn writes, as onnxruntime 1.32.0 answers for them (Tests/Fixtures/Written).
@Suite struct WrittenFileTests {
  struct Expectation: Decodable, Sendable {
    let inputs: [[Float]]
    /// The first output: the raw scores.
    let scores: [[Double]]
    /// The last output: what comes out of the softmax, log-softmax or sigmoid.
    let outputs: [[Double]]
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Written").path()

  static func expectations() throws -> [String: Expectation] {
    try JSONDecoder().decode(
      [String: Expectation].self, from: Data(FileBytes.read("\(folder)/expected.json")))
  }

  @Test(arguments: GraphSamples.all) func onnxruntimeAgrees(_ sample: GraphSamples.Sample) throws {
    let network = try sample.network()
    let name = sample.name.filter { $0 != "," }.split(separator: " ").joined(separator: "-")
    let path = "\(Self.folder)/\(name).onnx"
    let bytes = try ONNXModel.encode(network, name: sample.name)
    if ProcessInfo.processInfo.environment["LIMN_RECORD_SNAPSHOTS"] == "1" {
      try AtomicFile.write(bytes, to: path)
      Issue.record("recorded anew: run record.py")
    }
    // The recorded answers are of these bytes and no others.
    #expect(try FileBytes.read(path) == bytes)
    let expectation = try #require(try Self.expectations()[name])
    let inputs = Matrix(rows: expectation.inputs, columns: network.inputShape.count)
    expect(network.scores(of: inputs), expectation.scores)
    expect(network.output(of: inputs), expectation.outputs)
  }

  /// Within 1e-5 of 1 or of the value; what is found is 4e-7.
  private func expect(
    _ found: Matrix, _ expected: [[Double]], location: SourceLocation = #_sourceLocation
  ) {
    #expect(found.elements.count == expected.joined().count, sourceLocation: location)
    for (value, other) in zip(found.elements, expected.joined()) {
      #expect(abs(Double(value) - other) <= 1e-5 * max(1, abs(other)), sourceLocation: location)
    }
  }
}
