import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@testable import LimnEvaluation

@Suite struct RobustnessTests {
  private func batch(rows: Int = 12) throws -> ExplainedBatch {
    try Subjects.batch(
      Subjects.random(inputs: 10, hidden: [8, 6]), Subjects.inputs(rows: rows, columns: 10))
  }

  private func explained(_ method: any Attributor, _ batch: ExplainedBatch) throws -> [Attribution]
  {
    try method.attributions(of: batch.inputs, objectives: batch.objectives, work: Work(workers: 1))
  }

  @Test func aConstantMethodIsNotSensitive() throws {
    let batch = try batch()
    let values = try MaxSensitivity().values(
      of: InputMethod.constant, attributions: explained(InputMethod.constant, batch), in: batch,
      work: Work(workers: 1))
    #expect(values.method.allSatisfy { $0 == .value(0) })
  }

  /// Of the input itself the largest relative step is known from the neighbours.
  @Test func theSensitivityOfACopyIsTheLargestStep() throws {
    let batch = try batch()
    let metric = MaxSensitivity(samples: 7, radius: 0.1, seed: 3)
    let values = try metric.values(
      of: InputMethod.copy, attributions: explained(InputMethod.copy, batch), in: batch,
      work: Work(workers: 1))
    let neighbours = metric.neighbours(in: batch)
    for row in 0..<batch.count {
      let x = batch.inputs[row: row].map(Double.init)
      let reach = x.map { abs($0) }.max() ?? 0
      var largest = 0.0
      for sample in 0..<7 {
        let y = neighbours[row: row * 7 + sample].map(Double.init)
        let steps = zip(x, y).map { $0 - $1 }
        #expect(steps.allSatisfy { abs($0) <= 0.1 * reach * 1.0001 })
        #expect(steps.contains { abs($0) > 0.05 * reach })
        largest = max(
          largest,
          (steps.reduce(0) { $0 + $1 * $1 } / x.reduce(0) { $0 + $1 * $1 }).squareRoot())
      }
      #expect(abs(try #require(values.method[row].number) - largest) < 1e-12)
    }
  }

  /// A method that throws dice for every input is as unstable as its control.
  @Test func noiseIsNoBetterThanRandom() throws {
    let batch = try batch(rows: 60)
    let noise = InputMethod(name: "noise") { input in
      var stream = RandomStream(seed: UInt64(input[0].bitPattern))
      return input.map { _ in stream.normal() }
    }
    let values = try MaxSensitivity().values(
      of: noise, attributions: explained(noise, batch), in: batch, work: Work(workers: 1))
    let summary = try MetricSummary(
      .maxSensitivity, values: values.method, controlValues: values.control)
    #expect(summary.verdict != .betterThanRandom)
  }

  @Test func aCopyOfTheInputSurvivesRandomWeights() throws {
    let batch = try batch()
    let network = try #require(batch.model as? Network)
    let values = try ParameterRandomization().values(
      attributions: explained(InputMethod.copy, batch), network: network, in: batch,
      work: Work(workers: 1)
    ) { _ in InputMethod.copy }
    #expect(values.stages.map(\.layers) == [[0], [0, 2], [0, 2, 4]])
    for stage in values.stages { #expect(stage.method.allSatisfy { $0 == .value(1) }) }
    #expect(values.complexityRise.allSatisfy { $0 == .value(0) })
    let whole = values.stages[2]
    let summary = try MetricSummary(
      .parameterRandomization, values: whole.method, controlValues: whole.control)
    #expect(summary.verdict == .survivesRandomization)
  }

  @Test func gradientsDependOnTheWeights() throws {
    let batch = try batch(rows: 40)
    let network = try #require(batch.model as? Network)
    let values = try ParameterRandomization(order: .topDown, draws: 8).values(
      attributions: explained(IntegratedGradients(network), batch), network: network, in: batch,
      work: Work(workers: 1)
    ) { try IntegratedGradients($0) }
    #expect(values.stages.map(\.layers) == [[4], [2, 4], [0, 2, 4]])
    let whole = values.stages[2]
    let likeness = try #require(Spread(whole.method))
    #expect(abs(likeness.mean) < 0.4)
  }

  /// One draw and two layers, by hand.
  @Test func likenessIsTheRankCorrelationWithTheRandomNetworks() throws {
    let batch = try batch(rows: 3)
    let network = try #require(batch.model as? Network)
    let given = try explained(GradientTimesInput(network), batch)
    let values = try ParameterRandomization(draws: 2, seed: 5).values(
      attributions: given, network: network, in: batch, work: Work(workers: 1)
    ) { try GradientTimesInput($0) }
    let streams = RandomStream(seed: 5).split(StreamPurpose.randomization.rawValue)
    for row in 0..<3 {
      var sum = 0.0
      for draw in 0..<2 {
        let random = network.randomizingParameters(
          of: [0, 2], by: .normal, stream: streams.split(draw))
        let other = try explained(GradientTimesInput(random), batch)[row].values
        sum += try #require(Correlation.spearman(given[row].values, other))
      }
      #expect(abs(try #require(values.stages[1].method[row].number) - sum / 2) < 1e-12)
    }
  }

  @Test func onlyTheNamedLayersChange() throws {
    let network = try Subjects.random(inputs: 10, hidden: [8, 6])
    #expect(network.trainedLayers == [0, 2, 4])
    for replacement in [ParameterReplacement.normal, .permuted] {
      let random = network.randomizingParameters(
        of: [2], by: replacement, stream: RandomStream(seed: 1))
      for (layer, (old, new)) in zip(network.layers, random.layers).enumerated() {
        let same = zip(old.parameters, new.parameters).allSatisfy { $0.values == $1.values }
        #expect(same == (layer != 2))
      }
      let (old, new) = (network.layers[2].parameters[0], random.layers[2].parameters[0])
      if replacement == .permuted {
        #expect(new.values.elements.sorted() == old.values.elements.sorted())
      }
    }
  }

  @Test func layersOfOneShapeDrawTheirOwnValues() throws {
    let weights = Subjects.inputs(rows: 5, columns: 5)
    let network = try Network(
      inputShape: .vector(5),
      layers: [
        Dense(weights: weights, bias: [1, 2, 3, 4, 5]), ReLU(),
        Dense(weights: weights, bias: [1, 2, 3, 4, 5]),
      ])
    for replacement in [ParameterReplacement.normal, .permuted] {
      let random = network.randomizingParameters(
        of: [0, 2], by: replacement, stream: RandomStream(seed: 1))
      #expect(random.layers[0].parameters[0].values != random.layers[2].parameters[0].values)
    }
  }

  @Test func drawnWeightsHaveTheSpreadOfTheTrainedOnes() throws {
    let network = try Subjects.random(inputs: 100, hidden: [100])
    let random = network.randomizingParameters(
      of: [0], by: .normal, stream: RandomStream(seed: 4))
    let old = network.layers[0].parameters[0].values.elements.map(Double.init)
    let new = random.layers[0].parameters[0].values.elements.map(Double.init)
    // 10,000 values: the deviation's own is 0.7% of it, the mean's 1% of it.
    let deviation = old.sampleVariance().squareRoot()
    #expect(abs(new.sampleVariance().squareRoot() / deviation - 1) < 0.03)
    #expect(abs(new.mean() - old.mean()) < 0.04 * deviation)
  }

  @Test func aNetworkWithoutWeightsHasNothingToRandomize() throws {
    let network = try Network(inputShape: .vector(2), layers: [ReLU()])
    let batch = try Subjects.batch(network, Matrix(row: [1, 2]))
    let given = try explained(InputMethod.copy, batch)
    #expect(throws: EvaluationError.nothingToRandomize) {
      try ParameterRandomization().values(
        attributions: given, network: network, in: batch, work: Work(workers: 1)
      ) { _ in InputMethod.copy }
    }
  }
}
