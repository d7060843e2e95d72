import Foundation
import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Testing

/// Missing values that the model itself fills in.
@Suite struct ImputedValueTests {
  private typealias H = Handmade

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Tables").path()

  private struct Expectation: Decodable { let outputs: [[Double]] }

  /// As onnxruntime 1.32.0 answers for a pipeline with a SimpleImputer of scikit-learn 1.9.1.
  @Test func aPipelineFillsInWhatItWasMadeWith() throws {
    let network = try ONNXModel.read(path: "\(Self.folder)/imputed.onnx").network
    #expect(network.input.imputed.keys.sorted() == [0, 3])
    let file = try InputFile(
      path: "\(Self.folder)/gaps.csv", schema: network.input, features: network.input.names)
    #expect(file.imputedCount == 4)
    let expected = try #require(
      try JSONDecoder().decode(
        [String: Expectation].self, from: Data(FileBytes.read("\(Self.folder)/expected.json")))[
          "imputed"])
    let found = network.output(of: try file.matrix())
    for (value, other) in zip(found.elements, expected.outputs.joined()) {
      #expect(abs(Double(value) - other) <= 2e-6)
    }
    // A model without an imputer is asked for nothing that is missing.
    let other = try ONNXModel.read(path: "\(Self.folder)/one-hot.onnx").network
    #expect(
      throws: DataError.missingValue(
        file: "\(Self.folder)/gaps.csv", at: .cell(line: 3, column: 1), column: "age")
    ) {
      try InputFile(
        path: "\(Self.folder)/gaps.csv", schema: other.input, features: other.input.names)
    }
  }

  private func floats(_ name: String, _ values: [Float]) -> Wire {
    values.reduce(Wire().text(1, name)) { $0.float(7, $1) }.integer(20, 6)
  }

  private func imputer(_ input: String, _ output: String, _ values: [Float]) -> Wire {
    H.node(
      "Imputer", [input], output, domain: "ai.onnx.ml",
      attributes: [
        floats("imputed_value_floats", values), H.attribute("replaced_value_float", float: .nan),
      ])
  }

  @Test func whatIsSeenBesideTheImputerIsNotFilledIn() throws {
    let behind = try ONNXModel.read(
      H.model(
        [imputer("x", "filled", [7, 8]), H.node("Gemm", ["filled", "w", "b"], "y")], H.weights),
      file: "m"
    ).network
    #expect(behind.input.imputed == [0: 7, 1: 8])
    let beside = try ONNXModel.read(
      H.model(
        [
          imputer("x", "filled", [7, 8]), H.node("Gemm", ["filled", "w", "b"], "h"),
          H.node("Add", ["h", "x"], "y"),
        ], H.weights), file: "m"
    ).network
    #expect(beside.input.imputed.isEmpty)
  }

  @Test func anArraysGapsAreFilledIn() throws {
    let schema = try InputSchema(.vector(2), names: nil, imputed: [1: 5])
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).npy").path()
    defer { unlink(path) }
    try NPYWriter.write([1, .nan, 3, 4], shape: [2, 2], to: path)
    let file = try InputFile(path: path, schema: schema)
    #expect(try file.matrix().elements == [1, 5, 3, 4])
    try NPYWriter.write([.nan, 2, 3, 4], shape: [2, 2], to: path)
    #expect(throws: DataError.nonFinite(file: path, row: 0, column: 0)) {
      try InputFile(path: path, schema: schema).matrix()
    }
  }
}
