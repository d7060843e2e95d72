import LimnCore
import LimnNetwork
import LimnONNX
import Testing

@Suite struct RoundTripTests {
  /// Layers with drawn weights, and every activation between them.
  private func network(shape: InputShape, softmax: Bool) throws -> Network {
    var stream = RandomStream(seed: 11)
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
    let activations: [any Layer] = [
      ReLU(), LeakyReLU(negativeSlope: 0.3), ELU(alpha: 0.6), GELU(form: .exact),
      GELU(form: .tanh), Tanh(), Sigmoid(), Softplus(), Softmax(),
    ]
    var width = shape.count
    var layers: [any Layer] = [
      Scaling(shift: draw(width), factor: draw(width).map { abs($0) + 0.5 })
    ]
    for activation in activations {
      layers += [
        Dense(weights: Matrix(rows: width, columns: 5, elements: draw(width * 5)), bias: draw(5))
      ]
      layers += [activation]
      width = 5
    }
    layers += [Dense(weights: Matrix(rows: 5, columns: 3, elements: draw(15)), bias: draw(3))]
    return try Network(inputShape: shape, layers: softmax ? layers + [Softmax()] : layers)
  }

  private func inputs(_ shape: InputShape) -> Matrix {
    var stream = RandomStream(seed: 12)
    return Matrix(
      rows: 7, columns: shape.count,
      elements: (0..<7 * shape.count).map { _ in Float(stream.normal()) })
  }

  @Test(
    arguments: [InputShape.vector(6), .image(height: 2, width: 3), .vector(1)], [true, false])
  func whatIsWrittenIsReadBack(_ shape: InputShape, softmax: Bool) throws {
    let network = try network(shape: shape, softmax: softmax)
    let bytes = try ONNXModel.encode(network, name: "n", metadata: [("seed", "4"), ("a", "b")])
    let model = try ONNXModel.read(bytes, file: "n.onnx")
    #expect(model.name == "n" && model.producer == "limn" && model.opset == 13)
    #expect(model.metadata.map(\.key) == ["seed", "a"])
    #expect(model.metadata.map(\.value) == ["4", "b"])
    #expect(model.network.inputShape == shape)
    #expect(model.network.layers.map(\.kind) == network.layers.map(\.kind))
    // The same layers with the same values: the same bits.
    #expect(model.network.scores(of: inputs(shape)) == network.scores(of: inputs(shape)))
    #expect(model.network.endsInSoftmax == softmax)
    // Written again, the same bytes.
    #expect(
      try ONNXModel.encode(model.network, name: "n", metadata: [("seed", "4"), ("a", "b")])
        == bytes)
  }

  @Test func whatDoesNothingIsLeftOut() throws {
    let dense = Dense(weights: Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4]), bias: [5, 6])
    let network = try Network(
      inputShape: .vector(2),
      layers: [
        Scaling(shift: [0, 0], factor: [1, 1]), Dropout(rate: 0.5),
        Scaling(shift: [0, 0], factor: [0.25, 0.25]), dense, Dropout(rate: 0.2),
      ])
    let read = try ONNXModel.read(ONNXModel.encode(network, name: "n"), file: "n").network
    #expect(read.layers.map(\.kind) == ["Scaling", "Dense"])
    #expect(read.layers[0] as? Scaling == Scaling(shift: [0, 0], factor: [0.25, 0.25]))
    #expect(read.layers[1] as? Dense == dense)
  }

  @Test func layersWithoutAFormInONNXAreRefused() throws {
    struct Squaring: ElementwiseActivation {
      var kind: String { "Squaring" }
      func value(_ u: Float) -> Float { u * u }
      func derivative(_ u: Float) -> Float { 2 * u }
    }
    for (index, layers) in [[Squaring()], [ReLU(), Squaring()]].enumerated()
      as EnumeratedSequence<[[any Layer]]>
    {
      let network = try Network(inputShape: .vector(2), layers: layers)
      #expect(throws: ONNXError.unwritableLayer(index: index, kind: layers[index].kind)) {
        try ONNXModel.encode(network, name: "n")
      }
    }
  }
}
