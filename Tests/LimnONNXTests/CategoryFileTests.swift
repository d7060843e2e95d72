import Foundation
import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Testing

/// Model files with inputs of texts: pipelines of scikit-learn, and Limn's own.
@Suite struct CategoryFileTests {
  private typealias H = Handmade

  private struct Expectation: Decodable {
    let outputs: [[Double]]
    let unknown: [[Double]]?
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Tables").path()

  private func expect(_ network: Network, _ table: String, _ expected: [[Double]]) throws {
    let file = try InputFile(
      path: "\(Self.folder)/\(table).csv", schema: network.input, features: network.input.names)
    let found = network.output(of: try file.matrix())
    #expect(found.elements.count == expected.joined().count)
    for (value, other) in zip(found.elements, expected.joined()) {
      #expect(abs(Double(value) - other) <= 2e-6 * max(1, abs(other)))
    }
  }

  /// As onnxruntime 1.32.0 answers for pipelines of scikit-learn 1.9.1.
  @Test(arguments: ["one-hot", "one-hot-strict", "ordinal"])
  func pipelinesGiveWhatOnnxruntimeGives(_ name: String) throws {
    let network = try ONNXModel.read(path: "\(Self.folder)/\(name).onnx").network
    #expect(network.input.names == ["age", "fuel", "origin", "km"])
    #expect(network.input.categories.keys.sorted() == [1, 2])
    #expect(network.input.categories[1]?.words == ["diesel", "electric", "petrol"])
    let expected = try #require(
      try JSONDecoder().decode(
        [String: Expectation].self, from: Data(FileBytes.read("\(Self.folder)/expected.json")))[
          name])
    try expect(network, "table", expected.outputs)
    guard let unknown = expected.unknown else {
      #expect(throws: DataError.self) { try expect(network, "unknown", []) }
      return
    }
    try expect(network, "unknown", unknown)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let schema = try InputSchema(
      .vector(4), names: ["age", "logits", "Concat1.output", "kind of car"],
      categories: [
        1: Categories(["b", "a"]), 3: Categories(["Côte d'Azur, FR", "", "x"], takesOthers: true),
      ])
    var stream = RandomStream(seed: 3)
    func weights(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
    }
    let network = try Network(
      inputShape: .vector(7),
      layers: [
        Scaling(shift: [1, 0, 0, 2, 0, 0, 0], factor: [0.5, 1, 1, 0.1, 1, 1, 1]),
        Dense(weights: weights(7, 4), bias: [0, 1, 0, -1]), ReLU(),
        Dense(weights: weights(4, 2), bias: [0, 0]), Softmax(),
      ]
    ).named(outputs: ["no", "yes"]).encodingCategories(of: schema)
    let bytes = try ONNXModel.encode(network, name: "cars")
    let back = try ONNXModel.read(bytes, file: "m").network
    #expect(back.input == schema && back.output == network.output)
    let rows = Matrix(
      rows: [[1, 0, 5, 3], [2, 1, 6, 1], [3, 1, 7, 0], [4, 0, 8, 2]], columns: 4)
    let (before, after) = (network.scores(of: rows), back.scores(of: rows))
    for (a, b) in zip(before.elements, after.elements) {
      #expect(abs(a - b) <= 1e-5 * max(1, abs(a)))
    }
    #expect(try ONNXModel.encode(back, name: "cars") == bytes)
  }

  private func strings(_ name: String, _ values: [String]) -> Wire {
    values.reduce(Wire().text(1, name)) { $0.text(9, $1) }.integer(20, 8)
  }

  private func numbers(_ name: String, _ values: [Int]) -> Wire {
    values.reduce(Wire().text(1, name)) { $0.integer(8, $1) }.integer(20, 7)
  }

  private func integers(_ name: String, _ values: [Int]) -> Wire {
    Wire().integer(1, values.count).integer(2, 7).text(8, name)
      .bytes(
        9, values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } })
  }

  private func read(_ nodes: [Wire], _ tensors: [Wire], _ inputs: [Wire]) throws -> Network {
    try ONNXModel.read(H.model(nodes, tensors, inputs: inputs), file: "m").network
  }

  /// Columns that are put together, chosen again and encoded: each encoder in its own order.
  @Test func textsAreFollowedToTheirEncoders() throws {
    let network = try read(
      [
        H.node("Concat", ["a", "n"], "both", attributes: [H.attribute("axis", integer: 1)]),
        H.node("Gather", ["both", "last"], "n1", attributes: [H.attribute("axis", integer: 1)]),
        H.node(
          "OneHotEncoder", ["a"], "hot", domain: "ai.onnx.ml",
          attributes: [strings("cats_strings", ["q", "p"]), H.attribute("zeros", integer: 0)]),
        H.node("Reshape", ["hot", "flat"], "first"),
        H.node(
          "LabelEncoder", ["n1"], "place", domain: "ai.onnx.ml",
          attributes: [
            strings("keys_strings", ["low", "high"]), numbers("values_int64s", [10, 30]),
            H.attribute("default_int64", integer: 20),
          ]),
        H.node("Cast", ["place"], "second", attributes: [H.attribute("to", integer: 1)]),
        H.node(
          "Concat", ["first", "second", "x"], "y", attributes: [H.attribute("axis", integer: 1)]),
      ], [integers("last", [1]), integers("flat", [-1, 2])],
      [H.value("x", [1]), H.value("a", [1], type: 8), H.value("n", [1], type: 8)])
    #expect(network.input.names == ["x", "a", "n"])
    #expect(
      network.input.categories == [
        1: Categories(["q", "p"]), 2: Categories(["low", "high"], takesOthers: true),
      ])
    let rows = Matrix(rows: [[5, 0, 0], [6, 1, 1], [7, 1, 2]], columns: 3)
    #expect(
      network.scores(of: rows).elements == [1, 0, 10, 5, 0, 1, 30, 6, 0, 1, 20, 7])
  }

  /// Few bytes that stand for many words: a table of columns all of which have all categories, columns put
  /// beside themselves again and again, sizes whose product no machine holds.
  @Test func whatFewBytesClaim() {
    let words = (0..<5000).map { "w\($0)" }
    #expect(throws: ONNXError.tooLarge(file: "m")) {
      try read(
        [
          H.node(
            "OneHotEncoder", ["a"], "hot", domain: "ai.onnx.ml",
            attributes: [strings("cats_strings", words)]), H.node("Flatten", ["hot"], "y"),
        ], [], [H.value("a", [20_000], type: 8)])
    }
    #expect(throws: ONNXError.tooLarge(file: "m")) {
      try read(
        [H.node("Relu", ["x"], "y")], [],
        [
          H.value("x", [1]), H.value("a", [4_000_000], type: 8),
        ])
    }
    let axis = H.attribute("axis", integer: 1)
    let doubled = (0..<60).map {
      H.node("Concat", ["v\($0)", "v\($0)"], "v\($0 + 1)", attributes: [axis])
    }
    #expect(throws: ONNXError.tooLarge(file: "m")) {
      try read(doubled, [], [H.value("v0", [2], type: 8)])
    }
    #expect(throws: ONNXError.self) {
      try read(
        [H.node("Reshape", ["a", "shape"], "y")], [integers("shape", [-1, 1 << 40, 1 << 40])],
        [H.value("a", [2], type: 8)])
    }
  }

  @Test func textsThatNoEncoderTakesAreRefused() throws {
    let inputs = [H.value("x", [1]), H.value("a", [1], type: 8)]
    #expect(throws: ONNXError.self) {
      try read([H.node("Relu", ["a"], "y")], [], inputs)
    }
    #expect(throws: ONNXError.self) {
      try read(
        [H.node("Concat", ["x", "a"], "y", attributes: [H.attribute("axis", integer: 1)])], [],
        inputs)
    }
    #expect(throws: ONNXError.self) {
      try read(
        [
          H.node(
            "OneHotEncoder", ["a"], "hot", domain: "ai.onnx.ml",
            attributes: [strings("cats_strings", ["q", "q"])]),
          H.node("Flatten", ["hot"], "y"),
        ], [], inputs)
    }
    // A column that goes nowhere may hold any word.
    let unused = try read([H.node("Relu", ["x"], "y")], [], inputs)
    #expect(unused.input.categories == [1: Categories([], takesOthers: true)])
    #expect(unused.scores(of: Matrix(row: [3, 0])).elements == [3])
  }
}
