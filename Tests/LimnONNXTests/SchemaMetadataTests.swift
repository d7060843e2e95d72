import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// What a file says of its network's task and names.
@Suite struct SchemaMetadataTests {
  private func network(_ last: [any Operation] = [], outputs: Int = 3) throws -> Network {
    try Network(
      inputShape: .vector(2),
      layers: [
        Dense(
          weights: Matrix(
            rows: 2, columns: outputs, elements: Array(repeating: 1, count: 2 * outputs)),
          bias: Array(repeating: 0, count: outputs))
      ] + last)
  }

  @Test func namesAndTaskComeBack() throws {
    let named = try network().named(
      features: ["größe, \"cm\"", "a/b\n\u{1B}[31m"], outputs: ["x", "", "数"], task: .regression)
    let bytes = try ONNXModel.encode(named, name: "n", metadata: [("seed", "4")])
    let model = try ONNXModel.read(bytes, file: "m")
    #expect(model.network.input == named.input)
    #expect(model.network.output == named.output)
    // The caller's notes are not mixed with them, and the same bytes come out again.
    #expect(model.metadata.map(\.key) == ["seed"])
    #expect(
      try ONNXModel.encode(model.network, name: "n", metadata: [("seed", "4")]) == bytes)
  }

  @Test func bothNamesOfAYesOrNoComeBack() throws {
    let network = try Network(
      inputShape: .vector(2),
      layers: [Dense(weights: Matrix(rows: [[1], [2]], columns: 1), bias: [0]), Sigmoid()]
    ).named(outputs: ["dry", "rain"])
    let read = try ONNXModel.read(ONNXModel.encode(network, name: "n"), file: "m").network
    #expect(read.output == network.output && read.output.noName == "dry")
  }

  /// What the end of the graph says is not said twice: files without names stay as they were.
  @Test func nothingIsWrittenThatTheGraphSays() throws {
    for network in [try network(), try network([Softmax()]), try network([Sigmoid()])] {
      let bytes = try ONNXModel.encode(network, name: "n")
      #expect(!String(decoding: bytes, as: UTF8.self).contains("limn."))
      let flags = try network.link == .softmax ? network : network.named(task: .multilabel)
      #expect(
        try ONNXModel.read(ONNXModel.encode(flags, name: "n"), file: "m").network.output
          == flags.output)
    }
  }

  /// Entries as another tool might write them, in a file of ours.
  private func file(_ entries: [(String, String)], _ network: Network) throws -> [UInt8] {
    // Field 14 of a model, once more.
    try entries.reduce(Wire()) { $0.message(14, Wire().text(1, $1.0).text(2, $1.1)) }.bytes
      + ONNXModel.encode(network, name: "n")
  }

  @Test(arguments: [
    ([("limn.task", "clustering")], "limn.task", "classification, multilabel or regression"),
    ([("limn.task", "")], "limn.task", "classification, multilabel or regression"),
    (
      [("limn.task", "regression")], "limn.task",
      "what a network that ends in a softmax can answer"
    ),
    (
      [("limn.output_names", #"["a","b"]"#)], "limn.output_names",
      "3 names, one for each output, and it holds 2"
    ),
    (
      [("limn.feature_names", "[]")], "limn.feature_names",
      "2 names, one for each feature, and it holds 0"
    ),
    (
      [("limn.output_names", "a,b,c")], "limn.output_names",
      "a JSON array with a text for each output"
    ),
    (
      [("limn.output_names", "[1,2,3]")], "limn.output_names",
      "a JSON array with a text for each output"
    ),
    (
      [("limn.feature_names", String(repeating: "[", count: 100_000))], "limn.feature_names",
      "a JSON array with a text for each feature"
    ),
    (
      [("limn.task", "classification"), ("limn.task", "classification")], "limn.task",
      "it to appear once"
    ),
  ])
  func wrongValuesAreRefusedByTheirKey(_ entries: [(String, String)], key: String, expected: String)
    throws
  {
    let bytes = try file(entries, network([Softmax()]))
    #expect(throws: ONNXError.metadata(file: "m", key: key, expected: expected)) {
      try ONNXModel.read(bytes, file: "m")
    }
    #expect(
      ONNXError.metadata(file: "m", key: key, expected: expected).description
        == "m, metadata \"\(key)\": expected \(expected).")
  }

  @Test func aNoteUnderAKeyOfTheSchemasIsRefused() throws {
    #expect(throws: ONNXError.self) {
      try ONNXModel.encode(network(), name: "n", metadata: [("limn.task", "regression")])
    }
  }

  /// The file's word stands before what labels in its graph say.
  @Test func metadataStandsBeforeLabels() throws {
    let bytes = try ForeignModels.bytes("sklearn-binary-words-zipmap")
    let named =
      bytes
      + Wire().message(
        14, Wire().text(1, "limn.output_names").text(2, #"["left","right"]"#)
      ).bytes
    #expect(try ONNXModel.read(named, file: "m").network.output.names == ["left", "right"])
  }
}
