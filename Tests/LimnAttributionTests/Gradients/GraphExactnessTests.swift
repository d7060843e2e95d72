import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// Exact Integrated Gradients of networks that are no plain chain.
@Suite struct GraphExactnessTests {
  private static func dense(_ inputs: Int, _ outputs: Int, _ seed: UInt64) -> Dense {
    var stream = RandomStream(seed: seed)
    func draw(_ count: Int, _ scale: Double) -> [Float] {
      (0..<count).map { _ in Float(scale * stream.normal()) }
    }
    return Dense(
      weights: Matrix(
        rows: inputs, columns: outputs,
        elements: draw(inputs * outputs, (2 / Double(inputs)).squareRoot())),
      bias: draw(outputs, 0.3))
  }

  private let objectives: [Objective] = [
    .logit(0), .logit(1, against: 2), .probability(2), .probability(0, against: 1),
  ]

  /// A residual block is a chain of twice the width: u = max(u, 0) − max(−u, 0) goes through the
  /// rectifier in two parts. The chain has a method of its own, and both are exact.
  @Test func aResidualBlockIsTheChainThatItEquals() throws {
    let (first, second, third) = (Self.dense(6, 8, 1), Self.dense(8, 8, 2), Self.dense(8, 3, 3))
    let residual = try Network(
      inputShape: .vector(6),
      nodes: [
        .init("first", first, of: [0]), .init("gate", ReLU(), of: [1]),
        .init("second", second, of: [2]), .init("sum", Sum(of: 2), of: [3, 1]),
        .init("gate 2", ReLU(), of: [4]), .init("third", third, of: [5]),
        .init("softmax", Softmax(), of: [6]),
      ])
    #expect(residual.anatomy.rectifierChain == nil)
    #expect(IntegratedGradients.bestRule(for: residual) == .exact)
    // (u, −u) through the rectifier: r and s; then W r + (r − s) + c.
    let doubled = Dense(
      weights: Matrix(rows: 6, columns: 16) { target in
        for row in 0..<6 {
          for unit in 0..<8 {
            target[row * 16 + unit] = first.weights[row, unit]
            target[row * 16 + 8 + unit] = -first.weights[row, unit]
          }
        }
      }, bias: first.bias.elements + first.bias.elements.map { -$0 })
    let joined = Dense(
      weights: Matrix(rows: 16, columns: 8) { target in
        for row in 0..<16 {
          for unit in 0..<8 {
            let own: Float = row % 8 == unit ? (row < 8 ? 1 : -1) : 0
            target[row * 8 + unit] = own + (row < 8 ? second.weights[row, unit] : 0)
          }
        }
      }, bias: second.bias.elements)
    let chain = try Network(
      inputShape: .vector(6), layers: [doubled, ReLU(), joined, ReLU(), third, Softmax()])
    #expect(chain.anatomy.rectifierChain != nil)
    let inputs = TestNetwork.inputs(rows: 4, columns: 6)
    let found = try IntegratedGradients(residual).attributions(
      of: inputs, objectives: objectives, work: Work(workers: 2))
    let expected = try IntegratedGradients(chain).attributions(
      of: inputs, objectives: objectives, work: Work(workers: 1))
    for (a, b) in zip(found, expected) {
      #expect(a.options == b.options)
      // The one rounding that differs is that of 1 + w in the chain's joined weights.
      for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) < 2e-6) }
      #expect(abs(a.completenessGap) < 1e-5)
    }
  }

  /// Two convolutions, a max-pool and two dense layers, clips and a concatenation: the values sum to
  /// the score difference to what the model's own scores round to, and agree with many small steps.
  @Test func aConvolutionalNetworkSumsToTheScoreDifference() throws {
    let network = try Self.convolutional()
    #expect(network.anatomy.firstSmoothNode == nil)
    let inputs = TestNetwork.inputs(rows: 4, columns: 64)
    let method = try IntegratedGradients(network)
    #expect(method.rule == .exact)
    let found = try method.attributions(
      of: inputs, objectives: objectives, work: Work(workers: 2))
    let steps = try IntegratedGradients(
      network, rule: .quadrature(.gaussLegendre, steps: 4000)
    ).attributions(of: inputs, objectives: objectives, work: Work(workers: 2))
    for (exact, sampled) in zip(found, steps) {
      #expect(abs(exact.completenessGap) <= 1e-5 * max(1, abs(exact.scoreDifference)))
      #expect(exact.notes.isEmpty)
      // Some hundred kinks, each within a step of 1/4000.
      for (x, y) in zip(exact.values, sampled.values) { #expect(abs(x - y) < 2e-3) }
    }
  }

  @Test func workersDoNotMatter() throws {
    let method = try IntegratedGradients(try Self.convolutional())
    let inputs = TestNetwork.inputs(rows: 4, columns: 64)
    let one = try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
    #expect(
      try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 3)) == one)
  }

  private static func convolutional() throws -> Network {
    var stream = RandomStream(seed: 77)
    func draw(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in
          Float((2 / Double(columns)).squareRoot() * stream.normal())
        })
    }
    let first = Windows(
      channels: 1, input: .init(8, 8), kernel: .init(3, 3), paddingBefore: .init(1, 1),
      paddingAfter: .init(1, 1))
    let second = Windows(channels: 4, input: .init(8, 8), kernel: .init(3, 3))
    let pool = Windows(
      channels: 4, input: .init(6, 6), kernel: .init(2, 2), stride: .init(2, 2))
    let clip = PiecewiseLinearFunction(
      kinks: [0, 1.5], slopes: [0, 1, 0], intercepts: [0, 0, 1.5])
    return try Network(
      inputShape: .image(height: 8, width: 8), valueShape: Shape([1, 8, 8]),
      nodes: [
        .init("c1", Convolution(first, weights: draw(4, 9), bias: [0.1, 0, -0.1, 0]), of: [0]),
        .init("r1", ReLU(), of: [1]),
        .init("c2", Convolution(second, weights: draw(4, 36), bias: [0, 0.1, 0, 0]), of: [2]),
        .init("r2", PiecewiseLinear("Clip", clip), of: [3]),
        .init(
          "p", Maximum.pool(pool, input: Shape([4, 6, 6]), output: Shape([4, 3, 3])), of: [4]),
        .init("d1", dense(36, 6, 71), of: [5]), .init("d2", dense(64, 2, 72), of: [0]),
        .init("both", SparseMap.concatenation([Shape([6]), Shape([2])], axis: 0), of: [6, 7]),
        .init("r3", ReLU(), of: [8]), .init("d3", dense(8, 3, 73), of: [9]),
        .init("s", Softmax(), of: [10]),
      ])
  }
}
