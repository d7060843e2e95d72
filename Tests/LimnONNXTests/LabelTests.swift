import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Names of classes and columns that other tools keep in the graph itself.
@Suite struct LabelTests {
  private typealias H = Handmade

  private func read(_ bytes: [UInt8]) throws -> Network {
    try ONNXModel.read(bytes, file: "m").network
  }

  private func texts(_ name: String, _ values: [String]) -> Wire {
    values.reduce(Wire().integer(1, values.count).integer(2, 8).text(8, name)) { $0.text(6, $1) }
  }

  private func integers(_ name: String, _ values: [Int]) -> Wire {
    Wire().integer(1, values.count).integer(2, 7).text(8, name)
      .bytes(
        9, values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } })
  }

  private func strings(_ name: String, _ values: [String]) -> Wire {
    values.reduce(Wire().text(1, name)) { $0.text(9, $1) }.integer(20, 8)
  }

  private func numbers(_ name: String, _ values: [Int]) -> Wire {
    values.reduce(Wire().text(1, name)) { $0.integer(8, $1) }.integer(20, 7)
  }

  /// Softmax of a dense layer, its largest as a label, and `more` nodes to the output `label`.
  private func classifier(_ more: [Wire], _ tensors: [Wire]) -> [UInt8] {
    H.model(
      [
        H.node("Gemm", ["x", "w", "b"], "h"), H.node("Softmax", ["h"], "y"),
        H.node("ArgMax", ["y"], "place", attributes: [H.attribute("axis", integer: 1)]),
      ] + more, H.weights + tensors, outputs: ["label", "y"])
  }

  private let choice = Handmade.node(
    "ArrayFeatureExtractor", ["classes", "place"], "chosen", domain: "ai.onnx.ml")

  /// As scikit-learn's exporter writes it: a choice from the classes, then a reshape or a cast.
  @Test func aListOfClassesNamesThem() throws {
    let network = try read(
      classifier(
        [choice, H.node("Reshape", ["chosen", "all"], "label")],
        [texts("classes", ["setosa", "virginica"]), integers("all", [-1])]))
    #expect(network.output.names == ["setosa", "virginica"])
    #expect(network.output.task == .classification && network.link == .softmax)
  }

  @Test(arguments: [
    ([0, 1], nil), ([1, 2], ["1", "2"]), ([1, 0], ["1", "0"]), ([-1, 1], ["-1", "1"]),
    // Another number of labels than of scores, or the same one twice: no names.
    ([3, 4, 5], nil), ([7, 7], nil),
  ])
  func wholeNumbersThatAreNotTheOutputsOwnBecomeNames(_ classes: [Int], names: [String]?) throws {
    let network = try read(
      classifier(
        [choice, H.node("Cast", ["chosen"], "label", attributes: [H.attribute("to", integer: 7)])],
        [integers("classes", classes)]))
    #expect(network.output.names == names)
  }

  @Test func aTableOfLabelsNamesThem() throws {
    let encoder = H.node(
      "LabelEncoder", ["place"], "label", domain: "ai.onnx.ml",
      attributes: [numbers("keys_int64s", [1, 0]), strings("values_strings", ["one", "none"])])
    #expect(try read(classifier([encoder], [])).output.names == ["none", "one"])
  }

  @Test func aMapNamesTheScoresItIsMadeOf() throws {
    func mapped(_ attribute: Wire) throws -> Network {
      try read(
        H.model(
          [
            H.node("Gemm", ["x", "w", "b"], "h"), H.node("Softmax", ["h"], "p"),
            H.node("ZipMap", ["p"], "y", domain: "ai.onnx.ml", attributes: [attribute]),
          ], H.weights))
    }
    #expect(
      try mapped(strings("classlabels_strings", ["no", "yes"])).output.names == ["no", "yes"])
    #expect(try mapped(numbers("classlabels_int64s", [0, 1])).output.names == nil)
    #expect(try mapped(numbers("classlabels_int64s", [4, 9])).output.names == ["4", "9"])
    #expect(
      throws: ONNXError.unsupportedUse(
        file: "m", node: ONNXNode(name: "the ZipMap", operator: "ZipMap", domain: "ai.onnx.ml"),
        expected: "a label for each of its 2 scores")
    ) { try mapped(strings("classlabels_strings", ["a", "b", "c"])) }
  }

  @Test func aLinearClassifierNamesItsClasses() throws {
    func floats(_ name: String, _ values: [Float]) -> Wire {
      values.reduce(Wire().text(1, name)) { $0.float(7, $1) }.integer(20, 6)
    }
    let node = Wire().text(1, "x").text(2, "label").text(2, "y").text(3, "c")
      .text(4, "LinearClassifier").messages(
        5,
        [
          floats("coefficients", [1, 2, 3, 4]), floats("intercepts", [0, 0]),
          strings("classlabels_strings", ["cat", "dog"]),
        ]
      ).text(7, "ai.onnx.ml")
    #expect(try read(H.model([node], outputs: ["label", "y"])).output.names == ["cat", "dog"])
  }

  /// A single plain score with a label beside it is a yes or no, not a regression.
  @Test func aScoreWithALabelIsAClassifiers() throws {
    let nodes = [
      H.node("Gemm", ["x", "w"], "y"),
      H.node("Greater", ["y", "zero"], "is"),
      H.node("Cast", ["is"], "place", attributes: [H.attribute("to", integer: 7)]),
      H.node("ArrayFeatureExtractor", ["classes", "place"], "label", domain: "ai.onnx.ml"),
    ]
    let tensors = [
      H.tensor("w", [2, 1], [1, -1]), H.tensor("zero", [1], [0]),
      texts("classes", ["benign", "malignant"]),
    ]
    let network = try read(H.model(nodes, tensors, outputs: ["label", "y"]))
    #expect(network.output.task == .classification && network.output.count == 1)
    #expect(network.output.names == ["malignant"])
    #expect(try read(H.model(nodes, tensors)).output.task == .regression)
  }

  @Test func severalInputsNameTheFeatures() throws {
    let network = try read(
      H.model(
        [
          H.node(
            "Concat", ["height", "weight"], "x", attributes: [H.attribute("axis", integer: 1)]),
          H.node("Gemm", ["x", "w", "b"], "y"),
        ], H.weights, inputs: [H.value("height", [1]), H.value("weight", [1])]))
    #expect(network.input.names == ["height", "weight"])
  }

  /// With one more output, of whole numbers.
  private func labelled(_ nodes: [Wire], _ tensors: [Wire]) throws -> Network {
    // A message that stands twice is put together.
    try read(
      H.model(nodes, tensors)
        + Wire().message(7, Wire().message(12, H.value("label", [2], type: 7))).bytes)
  }

  /// As scikit-learn's exporter writes several labels: 1 where the probability is above one half.
  @Test func flagsBesideTheirProbabilitiesAreLeftAside() throws {
    let network = try labelled(
      [
        H.node("Gemm", ["x", "w", "b"], "h"), H.node("Sigmoid", ["h"], "y"),
        H.node("Greater", ["y", "half"], "is"),
        H.node("Cast", ["is"], "label", attributes: [H.attribute("to", integer: 7)]),
      ], H.weights + [H.tensor("half", [1], [0.5])])
    #expect(network.output.task == .multilabel && network.link == .sigmoid)
    #expect(network.layers.map(\.kind) == ["Dense", "Sigmoid"])
  }

  /// What only a label needs is not asked to be understood, and the scores are read all the same.
  @Test func aLabelsWayMayBeOfAnyOperators() throws {
    let network = try labelled(
      [
        H.node("Gemm", ["x", "w", "b"], "h"), H.node("Softmax", ["h"], "y"),
        H.node("NonZero", ["y"], "places"), H.node("Cast", ["places"], "label"),
      ], H.weights)
    #expect(network.layers.map(\.kind) == ["Dense", "Softmax"])
    #expect(network.output.names == nil)
  }

  @Test func scikitLearnsClassesHaveTheirNames() throws {
    let words = try ONNXModel.read(path: ForeignModels.path("sklearn-binary-words-zipmap")).network
    #expect(words.output.names == ["even", "odd"])
    let digits = try ONNXModel.read(path: ForeignModels.path("sklearn-scaler-zipmap")).network
    #expect(digits.output.names == nil)
  }
}
