import LimnCore
import LimnNetwork
import LimnONNX
import Testing

@Suite struct RefusalTests {
  private typealias H = Handmade

  private func read(_ bytes: [UInt8]) throws -> Network {
    try ONNXModel.read(bytes, file: "m").network
  }

  private func expect(
    _ error: ONNXError, _ bytes: [UInt8], location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: location) { try read(bytes) }
  }

  private func node(_ operation: String, domain: String = "") -> ONNXNode {
    ONNXNode(name: "the \(operation)", operator: operation, domain: domain)
  }

  @Test func theHandmadeModelItselfIsRead() throws {
    let network = try read(H.model([H.node("Gemm", ["x", "w", "b"], "y")], H.weights))
    #expect(network.scores(of: Matrix(row: [1, 10])).elements == [36, 48])
  }

  @Test func bytesThatAreNoModel() throws {
    expect(.notAModel(file: "m", reason: "it is empty"), [])
    let whole = try ForeignModels.bytes("sklearn-relu")
    expect(
      .notAModel(file: "m", reason: "its bytes are damaged or cut short"), Array(whole.dropLast(9)))
    expect(
      .notAModel(file: "m", reason: "its bytes are damaged or cut short"),
      (0..<500).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) })
    expect(.notAModel(file: "m", reason: "it holds no graph"), Wire().integer(1, 7).bytes)
  }

  @Test func aFileThatIsNotThere() {
    #expect(throws: FileError.self) { try ONNXModel.read(path: "/nowhere/model.onnx") }
  }

  @Test func oldOrUnstatedOperatorSets() {
    let gemm = [H.node("Gemm", ["x", "w", "b"], "y")]
    expect(
      .unsupportedOpset(file: "m", version: 5, oldest: 6), H.model(gemm, H.weights, opset: 5))
    expect(
      .unsupportedOpset(file: "m", version: nil, oldest: 6), H.model(gemm, H.weights, opset: nil))
  }

  @Test func operatorsThatAreNotRead() {
    expect(
      .unsupportedOperator(file: "m", node: node("LSTM")),
      H.model([H.node("LSTM", ["x", "w"], "y")], H.weights))
    expect(
      .unsupportedOperator(file: "m", node: node("Gemm", domain: "com.example")),
      H.model([H.node("Gemm", ["x", "w", "b"], "y", domain: "com.example")], H.weights))
  }

  @Test func graphsThatAreNoPath() {
    let relu = H.node("Relu", ["b2"], "a2")
    expect(
      .undefinedValue(file: "m", node: node("Relu"), value: "b2"),
      H.model([relu, H.node("Gemm", ["a2", "w", "b"], "b2")], H.weights, outputs: ["b2"]))
    expect(
      .duplicateValue(file: "m", value: "x"),
      H.model([H.node("Relu", ["x"], "x")], outputs: ["x"]))
    expect(
      .unsupportedOutput(
        file: "m", output: "z", expected: "outputs that follow one another on one path"),
      H.model(
        [H.node("Gemm", ["x", "w"], "z"), H.node("Gemm", ["x", "w", "b"], "y")], H.weights,
        outputs: ["y", "z"]))
    expect(
      .unsupportedInput(
        file: "m", input: "z", expected: "one input, or several that are columns: N×1 or N×F"),
      H.model(
        [H.node("Gemm", ["x", "w", "z"], "y")], H.weights,
        inputs: [H.value("x", [2]), H.value("z", [2, 2])]))
  }

  @Test func shapesThatDoNotFit() {
    let wide = [H.tensor("w", [3, 2], [1, 2, 3, 4, 5, 6]), H.tensor("b", [3], [1, 2, 3])]
    expect(
      .shapeMismatch(file: "m", node: node("Gemm"), shape: [nil, 2], constant: [3, 2]),
      H.model([H.node("Gemm", ["x", "w", "b"], "y")], wide))
    expect(
      .shapeMismatch(file: "m", node: node("Sub"), shape: [nil, 2], constant: [3]),
      H.model([H.node("Sub", ["x", "b"], "y")], wide))
    // A value for each input of a batch: the scores of one row would depend on its place.
    expect(
      .unsupportedUse(
        file: "m", node: node("Sub"),
        expected:
          "a constant that is the same for every example; its 2 rows would make an example's scores "
          + "depend on its place in the batch"),
      H.model([H.node("Sub", ["x", "c"], "y")], [H.tensor("c", [2, 1], [1, 2])]))
    expect(
      .unsupportedInput(
        file: "m", input: "x", expected: "a positive size for every axis but the first, the batch"),
      H.model([H.node("Relu", ["x"], "y")], inputs: [H.value("x", [-2])]))
    expect(
      .unsupportedInput(file: "m", input: "x", expected: "N×F, N×H×W, N×C×H×W or N×C×D×H×W"),
      H.model([H.node("Relu", ["x"], "y")], inputs: [H.value("x", [2, 3, 8, 8, 8])]))
    expect(
      .unsupportedUse(
        file: "m", node: node("Reshape"),
        expected: "a shape that keeps the batch and each row's order"),
      H.model(
        [H.node("Reshape", ["x", "s"], "y")],
        [Wire().integer(1, 2).integer(2, 7).text(8, "s").integer(7, 2).integer(7, -1)]))
  }

  /// The batch and two other numbers on one axis: the fault is the one's that put them there.
  @Test func aJointAxisThatNobodyTakesApart() {
    func integers(_ name: String, _ values: [Int]) -> Wire {
      values.reduce(Wire().integer(1, values.count).integer(2, 7).text(8, name)) {
        $0.integer(7, $1)
      }
    }
    let error = ONNXError.unsupportedUse(
      file: "m", node: node("Reshape"),
      expected:
        "to keep the examples of a batch apart; it puts them on one axis with other values, which "
        + "node \"the Softmax\" (Softmax) cannot take so")
    let reshape = H.node("Reshape", ["x", "s"], "h")
    let softmax = H.node("Softmax", ["h"], "y", attributes: [H.attribute("axis", integer: 0)])
    expect(
      error,
      H.model([reshape, softmax], [integers("s", [-1, 2])], inputs: [H.value("x", [2, 2])]))
    expect(
      .unsupportedUse(
        file: "m", node: node("Reshape"),
        expected:
          "to keep the examples of a batch apart; it mixes them, so that one example's scores "
          + "would depend on the others"),
      H.model(
        [H.node("Reshape", ["x", "s"], "y")], [integers("s", [-1, 2])],
        inputs: [H.value("x", [2, 2])]))
  }

  @Test func numbersThatAreNone() {
    for bad in [Float.nan, .infinity, -.infinity] {
      expect(
        .nonFinite(file: "m", tensor: "w", index: 2),
        H.model(
          [H.node("Gemm", ["x", "w"], "y")], [H.tensor("w", [2, 2], [1, 2, bad, 4])]))
    }
    let zero = H.tensor("zero", [2], [1, 0])
    expect(
      .unsupportedUse(
        file: "m", node: node("Gemm"),
        expected: "a scaling by finite numbers other than 0 before it"),
      H.model(
        [H.node("Div", ["x", "zero"], "h"), H.node("Gemm", ["h", "w"], "y")], H.weights + [zero]))
  }

  @Test func tensorsThatClaimMoreThanTheyHold() {
    let gemm = [H.node("Gemm", ["x", "w"], "y")]
    expect(
      .tensorSize(file: "m", tensor: "w", shape: [100_000, 100_000], found: 4),
      H.model(gemm, [H.tensor("w", [100_000, 100_000], [1, 2, 3, 4])]))
    expect(
      .impossibleShape(file: "m", tensor: "w", shape: [1 << 40, 1 << 40]),
      H.model(gemm, [H.tensor("w", [1 << 40, 1 << 40], [1, 2, 3, 4])]))
    expect(
      .impossibleShape(file: "m", tensor: "w", shape: [-2, -2]),
      H.model(gemm, [H.tensor("w", [-2, -2], [1, 2, 3, 4])]))
    expect(
      .tooLarge(file: "m"),
      H.model([H.node("Relu", ["x"], "y")], inputs: [H.value("x", [10_000_000_000])]))
    // One small tensor named so often that the layers would fill the memory.
    var nodes = [H.node("Gemm", ["x", "w"], "v0")]
    let side = 1024
    let square = H.tensor("w", [side, side], [Float](repeating: 1, count: side * side))
    for i in 1...8 { nodes.append(H.node("Gemm", ["v\(i - 1)", "w"], "v\(i)")) }
    expect(
      .tooLarge(file: "m"),
      H.model(nodes, [square], inputs: [H.value("x", [side])], outputs: ["v8"]))
  }

  @Test func tensorsOfOtherKinds() {
    let gemm = [H.node("Gemm", ["x", "w"], "y")]
    expect(
      .unsupportedTensorType(file: "m", tensor: "w", type: "integer"),
      H.model(gemm, [H.tensor("w", [2, 2], [1, 2, 3, 4], type: 12)]))
    expect(
      .unsupportedTensorType(file: "m", tensor: "w", type: "string"),
      H.model(gemm, [H.tensor("w", [2, 2], [], type: 8)]))
    expect(
      .externalData(file: "m", tensor: "w", .noFolder),
      H.model(gemm, [H.tensor("w", [2, 2], []).integer(14, 1)]))
  }

  @Test func attributesThatChangeWhatIsComputed() {
    expect(
      .unsupportedUse(file: "m", node: node("Softmax"), expected: mixes),
      H.model([H.node("Softmax", ["x"], "y", attributes: [H.attribute("axis", integer: 0)])]))
    expect(
      .unsupportedUse(file: "m", node: node("Elu"), expected: "a finite alpha"),
      H.model([H.node("Elu", ["x"], "y", attributes: [H.attribute("alpha", float: .nan)])]))
    expect(
      .unsupportedUse(
        file: "m", node: node("Dropout"),
        expected: "to be exported for inference, not for training"),
      H.model(
        [H.node("Dropout", ["x", "", "t"], "y")],
        [Wire().integer(2, 9).text(8, "t").bytes(9, [1])]))
  }

  /// Before opset 13 the axis flattens what follows it, since then it is one axis.
  @Test func softmaxAxesBeforeAndSinceOpset13() throws {
    let nodes = [H.node("Softmax", ["x"], "s"), H.node("Flatten", ["s"], "y")]
    let inputs = [H.value("x", [2, 2])]
    #expect(try read(H.model(nodes, inputs: inputs, opset: 12)).endsInSoftmax == true)
    // Two pairs, each with a softmax of its own.
    let pairs = try read(H.model(nodes, inputs: inputs, opset: 13))
    #expect(!pairs.endsInSoftmax)
    #expect(pairs.output(of: Matrix(row: [3, 3, 5, 5])).elements == [0.5, 0.5, 0.5, 0.5])
  }

  /// Two flags rather than two classes.
  @Test func aSigmoidAtTheEnd() throws {
    let network = try read(
      H.model([H.node("Gemm", ["x", "w"], "h"), H.node("Sigmoid", ["h"], "y")], H.weights))
    #expect(network.output.link == .sigmoid && network.output.task == .multilabel)
    #expect(network.scores(of: Matrix(row: [1, 10])).elements == [31, 42])
    #expect(network.output(of: Matrix(row: [0, 0])).elements == [0.5, 0.5])
    #expect(network.probabilities(of: Matrix(row: [0, 0])).elements == [0.5, 0.5])
  }

  private let mixes =
    "to keep the examples of a batch apart; it mixes them, so that one example's scores would depend "
    + "on the others"

  @Test func whatMixesTheExamplesOfABatch() {
    expect(
      .unsupportedUse(file: "m", node: node("ReduceSum"), expected: mixes),
      H.model([
        H.node("ReduceSum", ["x"], "y", attributes: [H.attribute("keepdims", integer: 1)])
      ]))
    expect(
      .unsupportedUse(file: "m", node: node("Concat"), expected: mixes),
      H.model(
        [
          H.node("Gemm", ["x", "w"], "h"),
          H.node("Concat", ["h", "x"], "y", attributes: [H.attribute("axis", integer: 0)]),
        ], H.weights))
    expect(
      .unsupportedUse(file: "m", node: node("Gemm"), expected: mixes),
      H.model([H.node("Gemm", ["x", "x"], "y")]))
  }
}
