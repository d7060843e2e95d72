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
      SHAP(model: network, estimator: .permutation, evaluations: 300, seed: 4)
    ) { SHAP(model: $0, estimator: .permutation, evaluations: 300, seed: 4) }
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
      LIME(
        model: network, background: background, segmentation: .blocks(2), samples: 90,
        kernelWidth: 0.4, ridge: 0.5, distance: .euclidean, sampling: .independent,
        selection: .highestWeights(5), seed: 7),
      TabularLIME(
        model: network, background: Digits.all.inputs.rows(10..<50), representation: .quartiles,
        samples: 90, kernelWidth: 4, ridge: 0.5, selection: .highestWeights(5), seed: 7),
      SHAP(
        model: network, background: background, segmentation: .blocks(2),
        estimator: .permutation, evaluations: 300, precision: 0.2, seed: 7),
      Saliency(network, baseline: baseline), GradientTimesInput(network, baseline: baseline),
      SmoothGrad(network, noise: noise, baseline: baseline),
      VarGrad(network, noise: noise, baseline: baseline),
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
      let pair = SignTest(values[0], against: values[1], direction: metric.metric.direction)
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
    let shap = EvaluatedMethod(SHAP(model: network)) { SHAP(model: $0) }
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
    let shap = EvaluatedMethod(SHAP(model: model, estimator: .permutation, evaluations: 300))
    var evaluation = Evaluation()
    evaluation.gradedRows = 0
    let table = try evaluation.table(of: [shap], on: batch, work: Work(workers: 2))
    #expect(
      table.methods[0][.parameterRandomization]?.undefined
        == [.init(reason: .noNetwork, count: 8)])
    #expect(table.methods[0][.parameterRandomization]?.verdict == nil)
  }

  /// Exact values against background rows are judged by taking features away to those rows: they pass
  /// where they would fail against zeros, from which this background lies far away.
  @Test func aMethodIsTestedAgainstItsOwnReference() throws {
    let network = try Subjects.random(inputs: 8, hidden: [12], classes: 2, seed: 4)
    let rows = Subjects.inputs(rows: 5, columns: 8, seed: 11)
    let background = Matrix(
      rows: 5, columns: 8, elements: rows.elements.map { 0.3 * $0 + 4 })
    let inputs = Matrix(
      rows: 24, columns: 8,
      elements: Subjects.inputs(rows: 24, columns: 8, seed: 12).elements.map { $0 + 4 })
    let batch = try Subjects.batch(network, inputs)
    @Sendable func shap(_ network: Network) -> SHAP {
      SHAP(model: network, background: .rows(background), estimator: .exact)
    }
    let table = try Evaluation(seed: 1).table(
      of: [
        EvaluatedMethod(shap(network)) { shap($0) },
        EvaluatedMethod(Saliency(network)) { Saliency($0) },
      ], on: batch, work: Work(workers: 2))
    let exact = table.methods[0]
    #expect(exact.referenceRows == 5 && table.methods[1].referenceRows == nil)
    // Of eight features in 24 rows, areas under curves tell too little.
    for metric in [
      Metric.completenessGap, .infidelity, .faithfulnessCorrelation, .monotonicity,
    ] {
      #expect(exact[metric]?.verdict == .betterThanRandom, "\(metric)")
    }
    // The verdicts of the same values where features are taken away to zeros.
    let values = try shap(network).attributions(
      of: inputs, objectives: batch.objectives, work: Work(workers: 2))
    let own = try batch.against(.rows(background), mostRows: 32, seed: 1)
    for metric: any AttributionMetric in [Infidelity(), FaithfulnessCorrelation()] {
      let (right, wrong) = (
        try metric.values(of: values, in: own, work: Work(workers: 2)),
        try metric.values(of: values, in: batch, work: Work(workers: 2))
      )
      let test = SignTest(right, against: wrong, direction: metric.metric.direction)
      #expect(Verdict(test) == .betterThanRandom, "\(metric.metric)")
    }
  }

  /// Inputs that have a reference each are judged as each is alone against its own.
  @Test func eachInputMayHaveItsOwnReference() throws {
    let network = try Subjects.random(inputs: 6, hidden: [9], classes: 2, seed: 4)
    let inputs = Subjects.inputs(rows: 5, columns: 6, seed: 12)
    let absent = Subjects.inputs(rows: 5, columns: 6, seed: 13)
    let objectives = [Objective](repeating: .logit(0), count: 5)
    let baselines = (0..<5).map { Baseline.values(Array(absent[row: $0])) }
    let all = try ExplainedBatch(
      model: network, inputs: inputs, objectives: objectives, baselines: baselines)
    let values = try Saliency(network).attributions(of: inputs, objectives: objectives)
    let metrics: [any AttributionMetric] = [
      Infidelity(), FaithfulnessCorrelation(), Monotonicity(), CompletenessGap(),
    ]
    for row in 0..<5 {
      let own = try ExplainedBatch(
        model: network, inputs: inputs.rows(row..<row + 1), objectives: [objectives[row]],
        baseline: baselines[row], indices: [row])
      for metric in metrics {
        let together = try metric.values(of: values, in: all, work: Work(workers: 2))
        let alone = try metric.values(of: [values[row]], in: own, work: Work(workers: 1))
        guard case .value(let a) = together[row], case .value(let b) = alone[0] else {
          #expect(together[row] == alone[0], "\(metric.metric)")
          continue
        }
        #expect(abs(a - b) <= 1e-6 * max(1, abs(b)), "\(metric.metric) of \(row)")
      }
    }
    #expect(all.activeFeatures(of: 3) == Array(0..<6))
    #expect(throws: EvaluationError.self) {
      try ExplainedBatch(
        model: network, inputs: inputs, objectives: objectives, baselines: [.zeros])
    }
  }

  /// A score without some features is the mean over the reference's rows, all absent features of a row
  /// together.
  @Test func referenceRowsAreAveraged() throws {
    let network = try Subjects.random(inputs: 3, hidden: [5], classes: 2, seed: 8)
    let input: [Float] = [1, -2, 3]
    let rows: [[Float]] = [[0.5, 1, -1], [2, 0, 4], [-1, 3, 3]]
    let batch = try Subjects.batch(network, Matrix(row: input))
      .against(.rows(Matrix(rows: rows, columns: 3)), mostRows: 3, seed: 0)
    let found = try batch.scoring(work: Work(workers: 1)) { _ in
      Trial(removed: [[], [1], [0, 2], [0, 1, 2]], plan: ())
    } read: { _, _, scores in
      Array(scores)
    }
    let expected = [[], [1], [0, 2], [0, 1, 2]].map { (removed: [Int]) -> Double in
      let scores = rows.map { row -> Double in
        let mixed = (0..<3).map { removed.contains($0) ? row[$0] : input[$0] }
        return Double(network.scores(of: Matrix(row: mixed))[0, 0])
      }
      return scores.reduce(0, +) / 3
    }
    for (a, b) in zip(found[0], expected) { #expect(abs(a - b) < 1e-6) }
    #expect(batch.activeFeatures(of: 0) == [0, 1, 2])
  }

  /// Of a large background a stated number of rows is drawn, the same ones for the same seed.
  @Test func aLargeReferenceIsSampled() throws {
    let network = try Subjects.random(inputs: 2, hidden: [3], classes: 2)
    let batch = try Subjects.batch(network, Subjects.inputs(rows: 2, columns: 2))
    let background = Background.rows(Subjects.inputs(rows: 100, columns: 2, seed: 5))
    let some = try batch.against(background, mostRows: 32, seed: 3)
    #expect(some.reference.rows == 32)
    #expect(some.reference == (try batch.against(background, mostRows: 32, seed: 3)).reference)
    #expect(some.reference != (try batch.against(background, mostRows: 32, seed: 4)).reference)
    let all = try background.matrix(width: 2)
    var places: [Int] = []
    for row in 0..<32 {
      places.append(
        try #require((0..<100).first { all[row: $0].elementsEqual(some.reference[row: row]) }))
    }
    #expect(places == Set(places).sorted())
    #expect(try batch.against(background, mostRows: 100, seed: 3).reference == all)
  }

  @Test func refusesNoMethodAndTheSameTwice() throws {
    #expect(throws: EvaluationError.noMethods) { try evaluate([], rows: 0..<1) }
    #expect(throws: EvaluationError.repeatedMethod("integrated-gradients")) {
      try evaluate([integratedGradients(), integratedGradients()], rows: 0..<1)
    }
  }
}
