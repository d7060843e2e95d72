import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Testing

@Suite struct ForeignModelTests {
  /// Absolute below 1, relative above: logits of models that were hardly trained reach 100, where a
  /// `Float` itself is 4e-6 to 8e-6 apart.
  private func expect(
    _ found: Matrix, _ expected: [[Double]], _ what: String, within tolerance: Double = 1e-5
  ) {
    #expect(found.rows == expected.count && found.columns == expected[0].count, "\(what)")
    for (value, other) in zip(found.elements, expected.joined()) {
      #expect(abs(Double(value) - other) <= tolerance * max(1, abs(other)), "\(what)")
    }
  }

  @Test func everyFileGivesWhatOnnxruntimeGives() throws {
    let inputs = Digits.all.inputs.rows(0..<4)
    let expectations = try ForeignModels.expectations()
    #expect(expectations.count == 20)
    for (name, expectation) in expectations {
      let network = try ONNXModel.read(path: ForeignModels.path(name)).network
      #expect(network.inputShape.dimensions == expectation.inputShape, "\(name)")
      let logits = network.scores(of: inputs)
      guard expectation.isProbability, let expectedLogits = expectation.logits else {
        #expect(!network.endsInSoftmax, "\(name)")
        expect(logits, expectation.output, name)
        continue
      }
      #expect(network.endsInSoftmax, "\(name)")
      expect(network.probabilities(of: inputs), expectation.output, "\(name): probabilities")
      // A binary classifier has one logit in the file, and two of opposite sign here.
      let isBinary = expectedLogits[0].count == 1
      expect(
        logits, isBinary ? expectedLogits.map { [-$0[0] / 2, $0[0] / 2] } : expectedLogits,
        "\(name): logits")
    }
  }

  @Test func labelOutputsAreLeftAside() throws {
    let network = try ONNXModel.read(path: ForeignModels.path("sklearn-binary-words-zipmap"))
      .network
    #expect(network.outputCount == 2)
    #expect(network.layers.map(\.kind) == ["Dense", "ReLU", "Dense", "Softmax"])
  }

  @Test func exportersActivationsArePutTogetherAgain() throws {
    let kinds = [
      "Dense", "GELU", "Dense", "GELU", "Dense", "GELU", "Dense", "Softplus", "Dense", "ELU",
      "Dense", "LeakyReLU", "Dense", "ReLU", "Dense", "Tanh", "Dense", "Sigmoid", "Dense",
    ]
    let names = [
      "torch-script-activations", "torch-script-opset9", "torch-dynamo-activations",
      "torch-dynamo-opset18",
    ]
    for name in names {
      let layers = try ONNXModel.read(path: ForeignModels.path(name)).network.layers
      #expect(layers.map(\.kind) == kinds, "\(name)")
      #expect((layers[1] as? GELU)?.form == .exact && (layers[3] as? GELU)?.form == .tanh)
      #expect((layers[9] as? ELU)?.alpha == 0.7)
      #expect((layers[11] as? LeakyReLU)?.negativeSlope == 0.2)
    }
  }

  @Test func aScalerAndAViewBecomeOneScaling() throws {
    let network = try ONNXModel.read(path: ForeignModels.path("sklearn-scaler-zipmap")).network
    #expect(network.layers.map(\.kind) == ["Scaling", "Dense", "Tanh", "Dense", "Softmax"])
    let viewed = try ONNXModel.read(path: ForeignModels.path("torch-script-view")).network
    #expect(viewed.layers.map(\.kind) == ["Scaling", "Dense", "Softmax"])
    #expect((viewed.layers[0] as? Scaling)?.factor == [Float](repeating: 0.25, count: 64))
  }

  @Test func tellsWhatTheFileSays() throws {
    let model = try ONNXModel.read(path: ForeignModels.path("sklearn-relu"))
    #expect(model.producer == "skl2onnx")
    #expect(model.opset == 21)
  }
}
