import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@testable import LimnEvaluation

@Suite struct BatchTests {
  @Test func refusesWhatIsNoBatch() throws {
    let network = try Subjects.linear([1, 2])
    let inputs = Matrix(row: [1, 2])
    let one = [Objective.logit(0)]
    #expect(throws: EvaluationError.noInputs) {
      try ExplainedBatch(model: network, inputs: Matrix(rows: 0, columns: 2), objectives: [])
    }
    #expect(throws: ModelError.inputWidth(found: 3, expected: 2)) {
      try ExplainedBatch(model: network, inputs: Matrix(row: [1, 2, 3]), objectives: one)
    }
    #expect(throws: EvaluationError.nonFiniteInput(row: 0, column: 1)) {
      try ExplainedBatch(model: network, inputs: Matrix(row: [1, .nan]), objectives: one)
    }
    #expect(throws: EvaluationError.rowCount(of: .objectives, found: 2, expected: 1)) {
      try ExplainedBatch(model: network, inputs: inputs, objectives: one + one)
    }
    #expect(throws: EvaluationError.rowCount(of: .indices, found: 0, expected: 1)) {
      try ExplainedBatch(model: network, inputs: inputs, objectives: one, indices: [])
    }
    #expect(throws: EvaluationError.baselineWidth(found: 1, expected: 2)) {
      try ExplainedBatch(
        model: network, inputs: inputs, objectives: one, baseline: .values([0]))
    }
    #expect(throws: EvaluationError.nonFiniteBaseline(column: 0)) {
      try ExplainedBatch(
        model: network, inputs: inputs, objectives: one, baseline: .values([.infinity, 0]))
    }
    #expect(throws: ModelError.noSuchClass(5, outputCount: 2)) {
      try ExplainedBatch(model: network, inputs: inputs, objectives: [.logit(5)])
    }
  }

  @Test func refusesAttributionsOfSomethingElse() throws {
    let batch = try Subjects.batch(Subjects.linear([1, 2]), Matrix(row: [1, 2]))
    let other = Attribution(
      method: "given", objective: .logit(1), shape: .vector(2), values: [1, 2], scoreAtInput: 0,
      scoreAtBaseline: 0, evaluations: 0)
    #expect(throws: EvaluationError.otherObjective(method: "given", row: 0)) {
      try Infidelity().values(of: [other], in: batch, work: Work(workers: 1))
    }
    #expect(throws: EvaluationError.rowCount(of: .attributions, found: 0, expected: 1)) {
      try Complexity().values(of: [[]], in: batch, work: Work(workers: 1))
    }
    let nan = try Subjects.attribution([.nan, 1], in: batch)
    #expect(throws: EvaluationError.nonFiniteAttribution(method: "given", row: 0, feature: 0)) {
      try PerturbationCurve(.deletion).values(of: [nan], in: batch, work: Work(workers: 1))
    }
    let wide = Attribution(
      method: "given", objective: .logit(0), shape: .vector(3), values: [1, 2, 3], scoreAtInput: 0,
      scoreAtBaseline: 0, evaluations: 0)
    #expect(
      throws: EvaluationError.attributionWidth(method: "given", row: 0, found: 3, expected: 2)
    ) { try Monotonicity().values(of: [wide], in: batch, work: Work(workers: 1)) }
  }

  @Test func refusesSettingsWithoutSense() throws {
    let batch = try Subjects.batch(Subjects.linear([1, 2]), Matrix(row: [1, 2]))
    let given = [try Subjects.attribution([1, 2], in: batch)]
    #expect(throws: EvaluationError.setting(name: "samples", value: 0, allowed: "1 or more")) {
      try Infidelity(samples: 0).values(of: given, in: batch, work: Work(workers: 1))
    }
    #expect(
      throws: EvaluationError.setting(name: "subset share", value: 1, allowed: "between 0 and 1")
    ) {
      try FaithfulnessCorrelation(subsetShare: 1).values(
        of: given, in: batch, work: Work(workers: 1))
    }
    #expect(throws: EvaluationError.setting(name: "steps", value: 0, allowed: "1 or more")) {
      try PerturbationCurve(.deletion, steps: 0).values(
        of: given, in: batch, work: Work(workers: 1))
    }
    #expect(throws: EvaluationError.setting(name: "radius", value: 0, allowed: "above 0")) {
      try MaxSensitivity(radius: 0).values(
        of: InputMethod.copy, attributions: given, in: batch, work: Work(workers: 1))
    }
    #expect(throws: EvaluationError.setting(name: "bins", value: 1, allowed: "2 or more")) {
      try ParameterRandomization(entropy: HistogramEntropy(bins: 1)).values(
        attributions: given, network: Subjects.linear([1, 2]), in: batch, work: Work(workers: 1)
      ) { _ in InputMethod.copy }
    }
  }

  @Test func permutedControlsKeepTheValuesOfEachGroup() throws {
    let network = try Subjects.linear([1, 1, 1, 1, 1, 1, 1, 1])
    let batch = try Subjects.batch(network, Matrix(row: [1, 0, 2, 0, 3, 0, 4, 5]))
    let values = [1.0, 10, 2, 20, 3, 30, 4, 5]
    let given = [try Subjects.attribution(values, in: batch)]
    var moved = 0
    for seed in 0..<40 {
      let control = try RandomControl(.permuted, seed: UInt64(seed)).attributions(
        like: given, in: batch)[0]
      let active = [0, 2, 4, 6, 7]
      #expect(active.map { control.values[$0] }.sorted() == [1, 2, 3, 4, 5])
      #expect([1, 3, 5].map { control.values[$0] }.sorted() == [10, 20, 30])
      if control.values[0] != 1 { moved += 1 }
    }
    // Four of five places are others: 32 of 40 on average, with a deviation of 2.5.
    #expect((22...40).contains(moved))
  }

  @Test func normalControlsKeepTheNorm() throws {
    let batch = try Subjects.batch(Subjects.linear([1, 1, 1]), Matrix(row: [1, 0, 2]))
    let given = [try Subjects.attribution([3, 0, 4], in: batch)]
    let control = try RandomControl(.normal).attributions(like: given, in: batch)[0]
    #expect(abs(control.values.euclideanNorm - 5) < 1e-12)
    #expect(control.values[1] == 0 && control.values[0] != 0)
  }

  @Test func partsOfABatchHaveTheValuesOfTheWhole() throws {
    let network = try Subjects.random(inputs: 8)
    let inputs = Subjects.inputs(rows: 20, columns: 8)
    let whole = try Subjects.batch(network, inputs)
    let part = try Subjects.batch(network, inputs.rows(8..<16), indices: Array(8..<16))
    func values(_ batch: ExplainedBatch) throws -> [[MetricValue]] {
      let given = try IntegratedGradients(network).attributions(
        of: batch.inputs, objectives: batch.objectives, work: Work(workers: 1))
      let metrics: [any AttributionMetric] = [
        Infidelity(), FaithfulnessCorrelation(), Monotonicity(), PerturbationCurve(.insertion),
      ]
      return try metrics.map { try $0.values(of: given, in: batch, work: Work(workers: 1)) }
    }
    for (a, b) in zip(try values(whole), try values(part)) { #expect(Array(a[8..<16]) == b) }
  }

  @Test func allStepsOfSeveralInputsGoToTheModelInOneCall() throws {
    let network = try Subjects.random(inputs: 8)
    let calls = CallCounter(network)
    let batch = try Subjects.batch(calls, Subjects.inputs(rows: 16, columns: 8))
    let given = try (0..<16).map {
      try Subjects.attribution([1, 2, 3, 4, 5, 6, 7, 8], row: $0, in: batch)
    }
    let before = calls.calls
    _ = try PerturbationCurve(.deletion).values(
      of: [given, given], in: batch, work: Work(workers: 1))
    #expect(calls.calls - before == 2)
    #expect(calls.rows - before * 2 == 16 * 2 * 9)
  }
}
