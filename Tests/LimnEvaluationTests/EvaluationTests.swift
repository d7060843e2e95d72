import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import Testing

@testable import LimnEvaluation

@Suite struct EvaluationTests {
  private func evaluate(
    _ methods: [EvaluatedMethod], rows: Range<Int>, workers: Int = 2, seed: UInt64 = 0,
    change: (inout Evaluation) -> Void = { _ in }
  ) throws -> EvaluationTable {
    let (network, _, inputs, objectives) = try TrainedDigits.batch(rows)
    var evaluation = Evaluation(seed: seed)
    change(&evaluation)
    return try evaluation.table(
      of: methods,
      on: try ExplainedBatch(model: network, inputs: inputs, objectives: objectives),
      work: Work(workers: workers))
  }

  private func integratedGradients() throws -> EvaluatedMethod {
    EvaluatedMethod(try IntegratedGradients(TrainedDigits.network.get())) {
      try IntegratedGradients($0)
    }
  }

  @Test func sameBitsForAnyNumberOfWorkers() throws {
    let network = try TrainedDigits.network.get()
    let shap = EvaluatedMethod(
      try SHAP(network, estimator: .permutation, evaluations: 300, seed: 4)
    ) { try SHAP($0, estimator: .permutation, evaluations: 300, seed: 4) }
    let methods = [try integratedGradients(), shap]
    let tables = try [1, 2, 8].map { workers in
      try evaluate(methods, rows: 0..<12, workers: workers) {
        $0.gradedRows = 2
        $0.maxSensitivity.samples = 2
        $0.randomization.draws = 1
      }
    }
    #expect(tables[0] == tables[1])
    #expect(tables[0] == tables[2])
    let other = try evaluate(methods, rows: 0..<12, seed: 1) {
      $0.gradedRows = 2
      $0.maxSensitivity.samples = 2
      $0.randomization.draws = 1
    }
    #expect(tables[0] != other)
  }

  @Test func aGoodMethodIsBetterThanRandomInAllThatMatters() throws {
    let table = try evaluate([integratedGradients()], rows: 0..<100)
    let method = table.methods[0]
    #expect(method.metrics.map(\.metric) == Metric.usual)
    for metric in [
      Metric.completenessGap, .deletion, .insertion, .infidelity, .faithfulnessCorrelation,
      .monotonicity, .maxSensitivity,
    ] {
      #expect(method[metric]?.verdict == .betterThanRandom, "\(metric)")
    }
    let randomization = try #require(method[.parameterRandomization]?.verdict)
    #expect([.dependsOnParameters, .partlySurvives].contains(randomization))
    #expect(method.randomization.map(\.layers) == [[1], [1, 3]])
    #expect(table.agreements.isEmpty && table.shapleyGrade == nil)
  }

  /// Each attribution that says nothing of the model fails where it should.
  @Test func metricsSayBad() throws {
    let random = InputMethod(name: "dice") { input in
      var stream = RandomStream(seed: input.reduce(0) { $0 &* 31 &+ UInt64($1.bitPattern) })
      return input.map { $0 == 0 ? 0 : stream.normal() }
    }
    let table = try evaluate(
      [random, InputMethod.constant, InputMethod.copy].map { method in
        EvaluatedMethod(method) { _ in method }
      }, rows: 0..<100)
    let (dice, constant, copy) = (table.methods[0], table.methods[1], table.methods[2])
    for metric in [
      Metric.deletion, .insertion, .infidelity, .faithfulnessCorrelation, .monotonicity,
    ] {
      #expect(dice[metric]?.verdict == .noBetterThanRandom, "\(metric)")
    }
    #expect(dice[.maxSensitivity]?.verdict?.isBad == true)
    #expect(dice[.completenessGap]?.verdict?.isBad == true)
    // Its control is the same explanation again: no input differs.
    #expect(constant[.deletion]?.verdict == .tooFewToTell)
    #expect(constant[.faithfulnessCorrelation]?.spread == nil)
    #expect(
      constant[.faithfulnessCorrelation]?.undefined
        == [.init(reason: .constantAttribution, count: 100)])
    #expect(constant[.sparseness]?.verdict == .worseThanRandom)
    #expect(constant[.complexity]?.verdict == .worseThanRandom)
    #expect(copy[.parameterRandomization]?.verdict == .survivesRandomization)
    #expect(copy[.complexityRise]?.spread?.upperQuartile == 0)
    #expect(copy[.complexityRise]?.verdict?.isBad == true)
    // Dice and a copy of the input name nothing in common but ink.
    let agreement = try #require(
      table.agreements.first { $0.first == "dice" && $0.second == "copy" })
    #expect(agreement.measures[0].verdict == .noBetterThanRandom)
  }

  /// Bound to the same network anew, a method says the same: no option is lost.
  @Test func knownMethodsKeepTheirOptions() throws {
    let (network, _, inputs, objectives) = try TrainedDigits.batch(0..<3)
    let baseline = Baseline.values((0..<64).map { Float($0 % 3) })
    let background = Background.baseline(baseline)
    let noise = GradientNoise(level: 0.3, samples: 5, seed: 7)
    let methods: [any Attributor] = [
      try IntegratedGradients(network, baseline: baseline, rule: .quadrature(.trapezoid, steps: 7)),
      try LIME(
        network, background: background, segmentation: .blocks(2), samples: 90,
        kernelWidth: 0.4, ridge: 0.5, distance: .euclidean, sampling: .independent,
        selection: .highestWeights(5), seed: 7),
      try TabularLIME(
        network, background: Digits.all.inputs.rows(10..<50), representation: .quartiles,
        samples: 90, kernelWidth: 4, ridge: 0.5, selection: .highestWeights(5), seed: 7),
      try SHAP(
        network, background: background, segmentation: .blocks(2),
        estimator: .permutation, evaluations: 300, precision: 0.2, seed: 7),
      try Saliency(network, baseline: baseline),
      try GradientTimesInput(network, baseline: baseline),
      try SmoothGrad(network, noise: noise, baseline: baseline),
      try VarGrad(network, noise: noise, baseline: baseline),
    ]
    for method in methods {
      let remake = try #require(EvaluatedMethod(method).remake)
      let remade = try remake(network)
      #expect(
        try remade.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
          == method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1)),
        "\(method.name)")
    }
    #expect(EvaluatedMethod(InputMethod.copy).remake == nil)
  }

  /// The attribution of another network is worse than that of the right one.
  @Test func anotherModelsAttributionIsTold() throws {
    let (network, _, inputs, objectives) = try TrainedDigits.batch(0..<100)
    let other = network.randomizingParameters(
      of: [1, 3], by: .normal, stream: RandomStream(seed: 9))
    let batch = try ExplainedBatch(model: network, inputs: inputs, objectives: objectives)
    let right = try IntegratedGradients(network).attributions(
      of: inputs, objectives: objectives, work: Work(workers: 2))
    let wrong = try IntegratedGradients(other).attributions(
      of: inputs, objectives: objectives, work: Work(workers: 2))
    let control = try RandomControl(.permuted).attributions(like: wrong, in: batch)
    let metrics: [any AttributionMetric] = [
      PerturbationCurve(.deletion), PerturbationCurve(.insertion), Infidelity(),
      FaithfulnessCorrelation(), Monotonicity(),
    ]
    for metric in metrics {
      let values = try metric.values(
        of: [right, wrong, control], in: batch, work: Work(workers: 2))
      let pair = try SignTest(values[0], against: values[1], direction: metric.metric.direction)
      #expect(Verdict(pair) == .betterThanRandom, "\(metric.metric)")
      let good = try #require(Spread(values[0])?.median)
      let bad = try #require(Spread(values[1])?.median)
      let chance = try #require(Spread(values[2])?.median)
      // Far nearer to chance than to the right one.
      #expect(abs(bad - chance) < 0.5 * abs(good - chance), "\(metric.metric)")
    }
  }

  @Test func methodsAndTheShapleyEstimateAreCompared() throws {
    let network = try TrainedDigits.network.get()
    let shap = EvaluatedMethod(try SHAP(network)) { try SHAP($0) }
    let table = try evaluate([integratedGradients(), shap], rows: 0..<40) {
      $0.gradedRows = 10
      $0.maxSensitivity.samples = 1
      $0.randomization.draws = 1
    }
    let pair = try #require(table.agreements.first)
    #expect(pair.first == "integrated-gradients" && pair.second == "shap")
    let correlation = try #require(pair.measures.first)
    #expect(correlation.measure == .rankCorrelation)
    #expect(try #require(correlation.spread).median > 0.8)
    #expect(correlation.verdict == .betterThanRandom)
    let grade = try #require(table.shapleyGrade)
    #expect(grade.estimator == "gaussian-process" && grade.grades.count == 10)
    #expect(try #require(grade.error).median < 1e-2)
    #expect(try #require(grade.coverage) > 0.8)
  }

  @Test func aModelThatIsNoNetworkHasNoWeightsToRandomize() throws {
    let network = try TrainedDigits.network.get()
    let model = BlackBox(
      inputShape: network.inputShape, outputCount: 10, scoreKind: .logits
    ) { network.scores(of: $0) }
    let batch = try Subjects.batch(model, Digits.all.inputs.rows(0..<8))
    let shap = EvaluatedMethod(try SHAP(model, estimator: .permutation, evaluations: 300))
    var evaluation = Evaluation()
    evaluation.gradedRows = 0
    let table = try evaluation.table(of: [shap], on: batch, work: Work(workers: 2))
    #expect(
      table.methods[0][.parameterRandomization]?.undefined
        == [.init(reason: .noNetwork, count: 8)])
    #expect(table.methods[0][.parameterRandomization]?.verdict == nil)
  }

  @Test func refusesNoMethodAndTheSameTwice() throws {
    #expect(throws: EvaluationError.noMethods) { try evaluate([], rows: 0..<1) }
    #expect(throws: EvaluationError.repeatedMethod("integrated-gradients")) {
      try evaluate([integratedGradients(), integratedGradients()], rows: 0..<1)
    }
  }
}
