import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Hand-made graphs whose outputs are worked out by hand.
@Suite struct GraphFileTests {
  private typealias H = Handmade

  private func read(_ bytes: [UInt8]) throws -> Network {
    try ONNXModel.read(bytes, file: "m").network
  }

  /// x = (1, 10) gives h = (36, 48) and, with the same weights again, g = (185, 270).
  @Test func aValueWithTwoTakersIsASum() throws {
    let network = try read(
      H.model(
        [
          H.node("Gemm", ["x", "w", "b"], "h"), H.node("Relu", ["h"], "r"),
          H.node("Gemm", ["r", "w", "b"], "g"), H.node("Add", ["h", "g"], "y"),
        ], H.weights))
    #expect(!network.isChain)
    #expect(network.scores(of: Matrix(row: [1, 10])).elements == [221, 318])
    // Both paths: Wᵀ c + W (gate ∘ (W c)), with c = (1, 0) and W = (1 2; 3 4).
    let gradient = network.vectorJacobianProduct(
      at: Matrix(row: [1, 10]), cotangents: Matrix(row: [1, 0]))
    #expect(gradient.elements == [1 + 7, 3 + 15])
  }

  @Test func aProductOfTwoValues() throws {
    let network = try read(
      H.model(
        [
          H.node("Gemm", ["x", "w"], "h"), H.node("Gemm", ["x", "w", "b"], "g"),
          H.node("Mul", ["h", "g"], "y"),
        ], H.weights))
    // h = (31, 42), g = (36, 48).
    #expect(network.scores(of: Matrix(row: [1, 10])).elements == [31 * 36, 42 * 48])
  }

  @Test func arithmeticThatIsNoNamedActivationIsRead() throws {
    // u² + |u| / 2
    let network = try read(
      H.model(
        [
          H.node("Mul", ["x", "x"], "s"), H.node("Abs", ["x"], "a"),
          H.node("Mul", ["a", "half"], "h"), H.node("Add", ["s", "h"], "y"),
        ], [H.tensor("half", [], [0.5])]))
    #expect(network.scores(of: Matrix(row: [3, -2])).elements == [10.5, 5])
    let gradient = network.vectorJacobianProduct(
      at: Matrix(row: [3, -2]), cotangents: Matrix(row: [1, 1]))
    #expect(gradient.elements == [6.5, -4.5])
  }

  @Test func aDifferenceOfAValueWithItselfIsZero() throws {
    let network = try read(
      H.model(
        [H.node("Sub", ["x", "x"], "z"), H.node("Gemm", ["z", "w", "b"], "y")], H.weights))
    #expect(network.scores(of: Matrix(row: [7, -3])).elements == [5, 6])
  }

  /// What no output depends on is not asked to be understood.
  @Test func nodesThatNobodyNeedsAreLeftAside() throws {
    let network = try read(
      H.model(
        [H.node("Gemm", ["x", "w", "b"], "y"), H.node("LSTM", ["x", "w"], "z")], H.weights))
    #expect(network.layers.map(\.kind) == ["Dense"])
  }

  /// 1×2×2 images, a 2×2 kernel (1 2; 3 4) with bias 5: one place.
  @Test func aConvolution() throws {
    let network = try read(
      H.model(
        [H.node("Conv", ["x", "k", "c"], "h"), H.node("Flatten", ["h"], "y")],
        [H.tensor("k", [1, 1, 2, 2], [1, 2, 3, 4]), H.tensor("c", [1], [5])],
        inputs: [H.value("x", [1, 2, 2])]))
    #expect(network.inputShape == .image(height: 2, width: 2))
    #expect(network.scores(of: Matrix(row: [1, 10, 100, 1000])).elements == [4326])
    #expect(
      network.vectorJacobianProduct(
        at: Matrix(row: [1, 10, 100, 1000]), cotangents: Matrix(row: [2])
      ).elements == [2, 4, 6, 8])
  }

  @Test func halfPrecisionWeights() throws {
    // 1, −2, 2⁻²⁴ (the smallest there is) and 65504 (the largest), two bytes each.
    let bits: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x7BFF]
    let tensor = Wire().integer(1, 2).integer(1, 2).integer(2, 10).text(8, "w")
      .bytes(9, bits.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    let network = try read(H.model([H.node("Gemm", ["x", "w"], "y")], [tensor]))
    #expect(
      (network.layers[0] as? Dense)?.weights.elements == [1, -2, 0x1p-24, 65504])
  }

  /// (whole − zero point) · scale, for all or for each place along an axis.
  @Test func dequantizedWeights() throws {
    func bytes(_ name: String, _ sizes: [Int], _ values: [UInt8], type: Int) -> Wire {
      sizes.reduce(Wire()) { $0.integer(1, $1) }.integer(2, type).text(8, name).bytes(9, values)
    }
    func weights(_ node: Wire, _ tensors: [Wire]) throws -> [Float]? {
      let network = try read(H.model([node, H.node("MatMul", ["x", "w"], "y")], tensors))
      return (network.layers[0] as? Dense)?.weights.elements
    }
    // −2, −1, 0, 3 as signed bytes.
    let whole = bytes("q", [2, 2], [254, 255, 0, 3], type: 3)
    let each = H.tensor("s", [2], [0.5, 2])
    #expect(
      try weights(H.node("DequantizeLinear", ["q", "s"], "w"), [whole, each]) == [-1, -2, 0, 6])
    let rows = H.node(
      "DequantizeLinear", ["q", "s"], "w", attributes: [H.attribute("axis", integer: 0)])
    #expect(try weights(rows, [whole, each]) == [-1, -0.5, 0, 6])
    // Unsigned, around 128.
    let unsigned = [
      bytes("q", [2, 2], [128, 129, 0, 255], type: 2), H.tensor("s", [], [0.25]),
      bytes("z", [], [128], type: 2),
    ]
    #expect(
      try weights(H.node("DequantizeLinear", ["q", "s", "z"], "w"), unsigned)
        == [0, 0.25, -32, 31.75])
  }

  /// Written and read again, every kind of operation gives the same outputs, and the file written
  /// from what was read gives them once more.
  @Test(arguments: GraphSamples.all) func whatIsWrittenIsReadBack(_ sample: GraphSamples.Sample)
    throws
  {
    let network = try sample.network()
    let inputs = GraphSamples.inputs(width: network.inputShape.count)
    let expected = network.scores(of: inputs)
    var current = network
    for _ in 0..<2 {
      current = try read(try ONNXModel.encode(current, name: "n"))
      #expect(current.inputShape == network.inputShape)
      #expect(current.link == network.link)
      let found = current.scores(of: inputs)
      for (a, b) in zip(found.elements, expected.elements) {
        #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(sample)")
      }
    }
  }
}
