import LimnCore
import LimnNetwork
import Testing

@Suite struct GraphTests {
  private static func dense(_ inputs: Int, _ outputs: Int, _ seed: UInt64) -> Dense {
    Dense(
      weights: .random(inputs, outputs, scale: 0.7, seed: seed),
      bias: Matrix.random(1, outputs, seed: seed + 50).elements)
  }

  private let first = dense(4, 3, 1)
  private let second = dense(3, 3, 2)
  private let third = dense(6, 2, 3)
  private let inputs = Matrix.random(5, 4, seed: 4)

  /// Two blocks that share what the first makes, joined again.
  private func network() throws -> Network {
    try Network(
      inputShape: .vector(4),
      nodes: [
        .init("first", first, of: [0]), .init("gate", Tanh(), of: [1]),
        .init("second", second, of: [2]), .init("sum", Sum(of: 2), of: [3, 1]),
        .init("unused", ReLU(), of: [4]),
        .init("both", SparseMap.concatenation([Shape([3]), Shape([3])], axis: 0), of: [4, 2]),
        .init("third", third, of: [6]), .init("softmax", Softmax(), of: [7]),
      ])
  }

  private func logits(_ x: [Double], _ parameters: [Double]) -> [Double] {
    var rest = parameters[...]
    func dense(_ x: [Double], _ units: Int) -> [Double] {
      let weights = Array(rest.prefix(x.count * units))
      let bias = Array(rest.dropFirst(weights.count).prefix(units))
      rest = rest.dropFirst(weights.count + units)
      return bias.indices.map { unit in
        x.indices.reduce(bias[unit]) { $0 + x[$1] * weights[$1 * units + unit] }
      }
    }
    let a = dense(x, 3)
    let b = a.map(Activation.all[7].definition)
    let c = zip(dense(b, 3), a).map(+)
    return dense(c + b, 2)
  }

  private var parameters: [Double] {
    [first, second, third].flatMap { ($0.weights.elements + $0.bias.elements).map(Double.init) }
  }

  @Test func aValueWithSeveralTakersSumsWhatTheySend() throws {
    let network = try network()
    #expect(!network.isChain && network.endsInSoftmax)
    #expect(network.neededNodes == [0, 1, 2, 3, 5, 6, 7])
    let cotangents = Matrix.random(5, 2, seed: 5)
    let (scores, gradients) = network.scoresAndGradients(at: inputs) { _ in cotangents }
    #expect(scores == network.scores(of: inputs))
    for row in 0..<5 {
      let reference: Reference.Function = { logits($0, parameters) }
      #expect(agree(scores[row: row], reference(inputs.doubles(row)), within: 4e-6))
      let expected = Reference.gradient(
        of: Reference.loss(cotangents.doubles(row), reference), at: inputs.doubles(row))
      #expect(agree(gradients[row: row], expected, within: 4e-6))
    }
  }

  @Test func parameterGradients() throws {
    let network = try network()
    var stream = RandomStream(seed: 0)
    let (_, tape) = network.trainingForward(inputs, stream: &stream)
    let cotangents = Matrix.random(5, 2, seed: 6)
    let found = network.parameterGradients(cotangents, tape: tape)
    #expect(found.map(\.count) == [2, 0, 2, 0, 0, 0, 2])
    let expected = Reference.gradient(
      of: { parameters in
        (0..<5).reduce(0) { sum, row in
          let loss = Reference.loss(cotangents.doubles(row)) { logits($0, parameters) }
          return sum + loss(inputs.doubles(row))
        }
      }, at: parameters)
    #expect(agree(found.joined().flatMap(\.elements), expected, within: 2e-5))
  }

  @Test func valuesAreShownOnTheWay() throws {
    let network = try network()
    var seen: [Int] = []
    let scores = network.scores(of: inputs) { node, values in
      seen.append(node)
      #expect(values.map(\.columns) == network.nodes[node].inputs.map { network.widths[$0] })
    }
    #expect(seen == Array(0..<7))
    #expect(scores == network.scores(of: inputs))
  }

  @Test func whatDoesNotFitIsRefused() {
    #expect(throws: NetworkError.undefinedValue(node: 0, value: 1)) {
      try Network(inputShape: .vector(4), nodes: [.init("", ReLU(), of: [1])])
    }
    #expect(throws: NetworkError.inputCount(operation: "Sum", found: 1, expected: 2)) {
      try Network(inputShape: .vector(4), nodes: [.init("", Sum(of: 2), of: [0])])
    }
    #expect(throws: NetworkError.shape(operation: "Product", found: [3], expected: [4])) {
      try Network(
        inputShape: .vector(4),
        nodes: [.init("", first, of: [0]), .init("", Product(), of: [0, 1])])
    }
  }

  // MARK: anatomy

  @Test func theAnatomyNamesTheFirstSmoothNode() throws {
    #expect(try network().anatomy.firstSmoothNode?.title == "Tanh (gate)")
    #expect(try network().anatomy.rectifierChain == nil)
  }

  /// The scores meet the input only through the first dense layer, though they branch behind it.
  @Test func theFrontOfABranchingNetworkIsItsFirstDenseLayer() throws {
    let network = try network()
    let front = try #require(network.anatomy.denseFront)
    #expect(front.dense == first && front.scalings.isEmpty && front.negativeSlope == nil)
    #expect(front.last == third)
    let states = first.forward(inputs).output
    #expect(front.rest.scores(of: states) == network.scores(of: inputs))
    let other = Self.dense(6, 1, 9)
    #expect(
      front.rest(endingIn: other).scores(of: states).columns == 1)
  }

  @Test func aShortcutFromTheInputLeavesNoFront() throws {
    let network = try Network(
      inputShape: .vector(4),
      nodes: [.init("a", Self.dense(4, 4, 7), of: [0]), .init("b", Sum(of: 2), of: [1, 0])])
    #expect(network.anatomy.denseFront == nil)
    #expect(network.anatomy.firstSmoothNode == nil)
  }

  /// Where a scaling of 150,528 values were written out as a matrix, it would take 181 GB.
  @Test func aWideScalingStaysDiagonal() throws {
    let width = 224 * 224 * 3
    let network = try Network(
      inputShape: .vector(width),
      layers: [
        Scaling(
          shift: [Float](repeating: 0.5, count: width), factor: [Float](repeating: 4, count: width)),
        Dense(weights: Matrix(rows: width, columns: 2, repeating: 1e-3), bias: [1, 2]), ReLU(),
        Self.dense(2, 3, 8),
      ])
    let chain = try #require(network.anatomy.rectifierChain)
    #expect(chain.first.inputs == width && chain.first.outputs == 2)
    let weight = Double(Float(1e-3))
    #expect(chain.first.weights[0] == 4 * weight)
    #expect(abs(chain.first.bias[0] - (1 - 2 * weight * Double(width))) < 1e-9 * Double(width))
  }

  @Test func anUpdateIsSeenByTheAnatomy() throws {
    var network = try network()
    #expect(network.anatomy.denseFront?.dense == first)
    network.updateParameters { node, _, values in
      if node == 0 { values = values.map { 2 * $0 } }
    }
    #expect(network.anatomy.denseFront?.dense.weights == first.weights.map { 2 * $0 })
  }
}
