import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct ExactEdgeCaseTests {
  /// A hidden layer with the given columns and biases, summed by the output into logit 0; logit 1 is
  /// half of it, so that probabilities move too.
  private func network(
    columns: [[Float]], bias: [Float], slope: Float = 0
  ) throws -> Network {
    let inputs = columns[0].count
    let weights = Matrix(rows: columns, columns: inputs).transposed
    return try Network(
      inputShape: .vector(inputs),
      layers: [
        Dense(weights: weights, bias: bias), LeakyReLU(negativeSlope: slope),
        Dense(
          weights: Matrix(rows: columns.map { _ in [1, 0.5] }, columns: 2), bias: [0.25, 0]),
      ])
  }

  private func expectReference(
    _ network: Network, from start: [Float], to end: [Float], tolerance: Double = 1e-9
  ) throws {
    let method = try IntegratedGradients(network, baseline: .values(start))
    let reference = DenseReference(network)
    for objective in [Objective.logit(0), .logit(0, against: 1), .probability(1)] {
      let found = try method.attribution(of: end, objective: objective)
      let expected = reference.sharpIntegratedGradients(from: start, to: end, objective: objective)
      for (a, b) in zip(found.values, expected) { #expect(abs(a - b) <= tolerance) }
    }
  }

  @Test(arguments: [Float(0), 0.2, -0.5, 1]) func kinksAtTheEndsInTheMiddleAndTogether(slope: Float)
    throws
  {
    let columns: [[Float]] = [
      [1, 0],  // crosses at 0: u = x₀ from the zero baseline
      [-1, 0],  // the same kink from the other side
      [1, 1],  // with bias −2: reaches 0 exactly at α = 1
      [1, 0], [0, 1], [2, 0],  // with biases −½, −½, −1: three units cross at ½ together
      [1, 1],  // bias 10: never closes
      [1, 1],  // bias −10: never opens
    ]
    let bias: [Float] = [0, 0, -2, -0.5, -0.5, -1, 10, -10]
    try expectReference(
      network(columns: columns, bias: bias, slope: slope), from: [0, 0], to: [1, 1])
    try expectReference(
      network(columns: columns, bias: bias, slope: slope), from: [1, 1], to: [-1, 2])
  }

  /// The unit's change along the path is 0 to rounding, at a positive and a negative value, and at 0,
  /// where the slope from below counts.
  @Test(arguments: [(Float(1), 1.0), (-1, 0.2), (0, 0.2)])
  func aUnitThatDoesNotChangeCountsWithItsSlope(bias: Float, gate: Double) throws {
    let network = try network(columns: [[1, -1]], bias: [bias], slope: 0.2)
    let found = try IntegratedGradients(network).attribution(of: [2, 2], objective: .logit(0))
    #expect(abs(found.values[0] - 2 * gate) <= 1e-7)
    #expect(abs(found.values[1] + 2 * gate) <= 1e-7)
    let tiny = try IntegratedGradients(network).attribution(
      of: [2, 2 + 0x1p-20], objective: .logit(0))
    #expect(abs(tiny.completenessGap) <= 1e-6)
    // A change too small to move u at all, where u₁ − u₀ would be 0.
    let lost = try IntegratedGradients(network).attribution(
      of: [1e-30, 0], objective: .logit(0))
    let slope = bias == 0 ? 1 : gate
    #expect(abs(lost.values[0] / Double(Float(1e-30)) - slope) <= 1e-7)
  }

  @Test func theBaselineItselfHasNoAttribution() throws {
    for hidden in [[], [8], [8, 6]] {
      let network = try TestNetwork.random(inputs: 5, hidden: hidden, classes: 3)
      let row = Array(TestNetwork.inputs(rows: 1, columns: 5)[row: 0])
      for objective in [Objective.logit(0), .probability(2)] {
        let found = try IntegratedGradients(network, baseline: .values(row)).attribution(
          of: row, objective: objective)
        #expect(found.values == [0, 0, 0, 0, 0])
        #expect(found.completenessGap == 0)
      }
    }
  }

  @Test func aDeadNetworkHasNoAttribution() throws {
    let network = try network(columns: [[1, 1], [2, 0]], bias: [-100, -100])
    for objective in [Objective.logit(0), .probability(0)] {
      let found = try IntegratedGradients(network).attribution(of: [3, 4], objective: objective)
      #expect(found.values == [0, 0])
    }
  }

  /// Weights 50 times as large make logits of thousands and a softmax that is a step. The model's
  /// scores round to Float, so the sum is held to scores in Double.
  @Test(arguments: [[16], [12, 10]]) func sharpSoftmax(hidden: [Int]) throws {
    let network = try TestNetwork.random(inputs: 6, hidden: hidden, classes: 4, scale: 50)
    let inputs = TestNetwork.inputs(rows: 12, columns: 6)
    let reference = DenseReference(network)
    let origin = [Float](repeating: 0, count: 6)
    let predicted = network.scores(of: inputs).argmaxOfRows()
    for compared in [false, true] {
      let objectives = predicted.map {
        Objective.probability($0, against: compared ? ($0 + 1) % 4 : nil)
      }
      let found = try IntegratedGradients(network).attributions(
        of: inputs, objectives: objectives, work: Work(workers: 1))
      for (row, attribution) in found.enumerated() {
        let input = Array(inputs[row: row])
        let difference =
          reference.score(input, objectives[row]) - reference.score(origin, objectives[row])
        #expect(abs(attribution.sum - difference) <= 1e-7)
        let expected = reference.sharpIntegratedGradients(
          from: origin, to: input, objective: objectives[row], pieces: 64)
        let largest = expected.map(abs).max() ?? 0
        for (a, b) in zip(attribution.values, expected) {
          #expect(abs(a - b) <= 1e-6 * max(1, largest))
        }
      }
    }
  }

  /// Two classes that lead together and never part, far from a third that moves fast: the time must
  /// not grow with the weights.
  @Test func aTieAboveASteepClassEnds() throws {
    let weights = Matrix(rows: 1, columns: 3, elements: [0, 0, 1e30])
    let network = try Network(
      inputShape: .vector(1), layers: [Dense(weights: weights, bias: [0, 0, -1e29])])
    let found = try IntegratedGradients(network).attribution(of: [1], objective: .probability(2))
    #expect(found.scoreDifference == 1)
  }

  /// Everything that is affine folds: scaling in front and between, two dense layers in a row,
  /// dropout, a rectifier on the input, two in a row, and one at the end.
  @Test func anyOrderOfAffineLayersAndRectifiers() throws {
    var stream = RandomStream(seed: 9)
    func dense(_ rows: Int, _ columns: Int) -> Dense {
      func values(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
      return Dense(
        weights: Matrix(rows: rows, columns: columns, elements: values(rows * columns)),
        bias: values(columns))
    }
    let network = try Network(
      inputShape: .vector(4),
      layers: [
        LeakyReLU(negativeSlope: 0.5), Scaling(shift: [1, 0, -1, 2], factor: [2, 1, 0.5, 1]),
        dense(4, 6), dense(6, 5), LeakyReLU(), ReLU(), Dropout(rate: 0.5), dense(5, 3),
        Scaling(shift: [0.1, 0.2, 0.3], factor: [1, 2, 3]), LeakyReLU(negativeSlope: 0.3),
        Softmax(),
      ])
    try expectReference(network, from: [0, 0.5, -1, 1], to: [1, -1, 2, 0.25])
  }
}
