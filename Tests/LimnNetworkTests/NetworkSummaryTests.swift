import LimnCore
import LimnNetwork
import Testing

@Suite struct NetworkSummaryTests {
  private static func dense(_ inputs: Int, _ outputs: Int) -> Dense {
    Dense(
      weights: Matrix(rows: inputs, columns: outputs),
      bias: [Float](repeating: 0, count: outputs))
  }

  private static func network() throws -> Network {
    try Network(
      inputShape: .image(height: 2, width: 3),
      layers: [
        Scaling(
          shift: [Float](repeating: 0, count: 6), factor: [Float](repeating: 1 / 16, count: 6)),
        dense(6, 5), LeakyReLU(), Dropout(rate: 0.25), dense(5, 4), LeakyReLU(negativeSlope: 0.5),
        dense(4, 3), Softmax(),
      ])
  }

  @Test func everyLayerIsARowWithItsOwnNumbers() throws {
    let summary = NetworkSummary(of: try Self.network())
    #expect(
      summary.rows.map(\.name) == [
        "scaling", "dense 1", "leakyrelu 1", "dropout", "dense 2", "leakyrelu 2", "dense 3",
        "softmax",
      ])
    #expect(
      summary.rows.map(\.setting) == [
        "÷ 16", nil, "slope 0.01", "rate 0.25", nil, "slope 0.5", nil, nil,
      ])
    #expect(summary.rows.map(\.outputWidth) == [6, 5, 5, 5, 4, 4, 3, 3])
    // inputs × units + units.
    #expect(summary.rows.map(\.parameterCount) == [0, 35, 0, 0, 24, 0, 15, 0])
    #expect(summary.parameterCount == 74)
    #expect(summary.parameterBytes == 296)
    #expect(summary.widths == "6-5-4-3")
    #expect(summary.inputShape == .image(height: 2, width: 3))
  }

  @Test(arguments: [
    (Float(0), Float(0.3), "× 0.3"), (Float(2), Float(0.25), "− 2.0, ÷ 4"),
    (Float(0), Float(0), "× 0.0"), (Float(0), Float(1), "× 1.0"),
  ])
  func aScalingSaysWhatItDoes(shift: Float, factor: Float, said: String) throws {
    let scaling = Scaling(shift: [shift, shift], factor: [factor, factor])
    let network = try Network(inputShape: .vector(2), layers: [scaling])
    #expect(NetworkSummary(of: network).rows[0].setting == said)
  }

  @Test func aScalingThatDiffersSaysSo() throws {
    let network = try Network(
      inputShape: .vector(2), layers: [Scaling(shift: [0, 0], factor: [1, 2])])
    #expect(NetworkSummary(of: network).rows[0].setting == "per feature")
  }

  @Test func stagesHoldEveryLayerOnce() throws {
    let network = try Self.network()
    let stages = network.stages
    #expect(stages.map(\.role) == [.input, .hidden(1), .hidden(2), .output])
    #expect(stages.map(\.width) == [6, 5, 4, 3])
    #expect(stages.flatMap { Array($0.layers) } == Array(network.layers.indices))
    #expect(stages.map(\.activations) == [[], ["LeakyReLU"], ["LeakyReLU"], ["Softmax"]])
    #expect(stages.map { $0.dense?.weights.rows } == [nil, 6, 5, 4])
  }

  @Test func aStagesValuesAreTheDenseOutputAndTheLastOne() throws {
    let network = try Network(
      inputShape: .vector(1),
      layers: [
        Dense(weights: Matrix(row: [-2, 3]), bias: [0, 1]), ReLU(),
        Dense(weights: Matrix(rows: 2, columns: 1, elements: [1, 1]), bias: [0]),
      ])
    let inputs = Matrix(row: [1])
    let outputs = network.activations(of: inputs)
    let stages = network.stages
    let values = stages.map { network.values(of: $0, inputs: inputs, outputs: outputs) }
    #expect(values.map { $0.preActivation?.elements } == [nil, [-2, 4], [4]])
    #expect(values.map(\.activation.elements) == [[1], [0, 4], [4]])
  }
}
