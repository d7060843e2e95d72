import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import Testing

/// What issue-level users are promised of exact Integrated Gradients, on every digit.
@Suite struct DigitsExactnessTests {
  private static let networks = [TrainedDigits.oneHiddenLayer, TrainedDigits.twoHiddenLayers]

  @Test(arguments: 0..<2) func theNetworksKnowTheirDigits(index: Int) throws {
    let predicted = try Self.networks[index].get().scores(of: Digits.all.inputs).argmaxOfRows()
    let right = zip(predicted, Digits.all.labels).filter { $0 == $1 }.count
    #expect(right > 1750)
  }

  /// The model's scores carry Float rounding, so 1e-5 is near what any method could keep.
  @Test(arguments: 0..<2, [Objective.Scale.logit, .probability])
  func theGapIsBelowTheBoundOnEveryDigit(index: Int, scale: Objective.Scale) throws {
    let network = try Self.networks[index].get()
    let method = try IntegratedGradients(network)
    #expect(method.rule == .exact)
    let predicted = network.scores(of: Digits.all.inputs).argmaxOfRows()
    for compared in [false, true] {
      let objectives = predicted.map {
        Objective(target: $0, against: compared ? ($0 + 5) % 10 : nil, scale: scale)
      }
      let found = try method.attributions(
        of: Digits.all.inputs, objectives: objectives, work: Work(workers: 2))
      #expect(found.count == 1797)
      for (row, attribution) in found.enumerated() {
        #expect(
          abs(attribution.completenessGap) <= 1e-5 * max(1, abs(attribution.scoreDifference)),
          "digit \(row): \(attribution.completenessGap)")
        #expect(attribution.notes.isEmpty)
      }
    }
  }

  @Test(arguments: 0..<2) func pixelsAgreeWithTheDenseReference(index: Int) throws {
    let network = try Self.networks[index].get()
    let method = try IntegratedGradients(network)
    let reference = DenseReference(network)
    for (digit, scale) in [(0, Objective.Scale.logit), (4, .probability)] {
      let input = Array(Digits.all.inputs[row: digit])
      let objective = Objective(target: Digits.all.labels[digit], scale: scale)
      let found = try method.attribution(of: input, objective: objective)
      let expected = reference.integratedGradients(
        from: [Float](repeating: 0, count: 64), to: input, objective: objective, pieces: 4000)
      let largest = expected.map(abs).max() ?? 0
      #expect(found.values.count == 64)
      for (a, b) in zip(found.values, expected) { #expect(abs(a - b) <= 1e-4 * largest) }
    }
  }

  /// One hidden layer: the path of the closed form and the path of kinks must meet.
  @Test func closedFormAndKinksAgree() throws {
    let network = try TrainedDigits.oneHiddenLayer.get()
    // The last layer behind a rectifier that never closes: two hidden layers, the same function.
    guard let last = network.layers[network.layers.count - 2] as? Dense else { return }
    let shift = Float(1000)
    let deeper = try Network(
      inputShape: network.inputShape,
      layers: Array(network.layers.dropLast(2)) + [
        Dense(weights: last.weights, bias: last.bias.elements.map { $0 + shift }), ReLU(),
        Dense(weights: identity(10), bias: [Float](repeating: -shift, count: 10)),
      ])
    let inputs = Digits.all.inputs.rows(0..<200)
    let objectives = (0..<200).map { Objective.logit($0 % 10) }
    let closed = try IntegratedGradients(network).attributions(
      of: inputs, objectives: objectives, work: Work(workers: 1))
    let kinks = try IntegratedGradients(deeper).attributions(
      of: inputs, objectives: objectives, work: Work(workers: 1))
    for (a, b) in zip(closed, kinks) {
      for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) <= 1e-10) }
    }
  }

  private func identity(_ width: Int) -> Matrix {
    var matrix = Matrix(rows: width, columns: width)
    for i in 0..<width { matrix[i, i] = 1 }
    return matrix
  }
}
