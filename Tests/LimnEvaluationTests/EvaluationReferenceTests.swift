import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import Testing

@testable import LimnEvaluation

/// What stands for absent features: a method's own reference, each input's own, many rows.
@Suite struct EvaluationReferenceTests {
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
    @Sendable func shap(_ network: Network) throws -> SHAP {
      try SHAP(network, background: .rows(background), estimator: .exact)
    }
    let table = try Evaluation(seed: 1).table(
      of: [
        EvaluatedMethod(shap(network)) { try shap($0) },
        EvaluatedMethod(Saliency(network)) { try Saliency($0) },
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
      let test = try SignTest(right, against: wrong, direction: metric.metric.direction)
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
}
