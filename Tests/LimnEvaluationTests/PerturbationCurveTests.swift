import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@testable import LimnEvaluation

@Suite struct PerturbationCurveTests {
  private func points(
    _ curve: PerturbationCurve, _ attributions: [Attribution], _ batch: ExplainedBatch
  ) throws -> [PerturbationCurve.Points] {
    try curve.curves(of: [attributions], in: batch, work: Work(workers: 1))[0].map { try $0.get() }
  }

  @Test func areasOfALinearModelAreThoseOfSortedContributions() throws {
    let network = try Subjects.linear([3, -1, 2, 0.5])
    let batch = try Subjects.batch(network, Matrix(row: [1, 2, 4, 8]))
    // Contributions 3, −2, 8, 4; the difference is 13. Taken away: 8, 4, 3, −2.
    let exact = [try Subjects.attribution([3, -2, 8, 4], in: batch)]
    let deletion = try points(PerturbationCurve(.deletion), exact, batch)[0]
    #expect(deletion.features == [0, 0.25, 0.5, 0.75, 1])
    let left: [Double] = [13, 5, 1, -2, 0]
    #expect(deletion.scores == left.map { $0 / 13 })
    // Half of the first step, and the parts 5, 1 and −2 of 13.
    let area: Double = (0.5 + 4.0 / 13) / 4
    #expect(abs(deletion.area - area) < 1e-15)
    let insertion = try points(PerturbationCurve(.insertion), exact, batch)[0]
    let present: [Double] = [0, 8, 12, 15, 13]
    #expect(insertion.scores == present.map { $0 / 13 })
  }

  @Test func noOrderBeatsTheExactOneOnALinearModel() throws {
    let network = try Subjects.linear([3, -1, 2, 0.5, -4])
    let batch = try Subjects.batch(network, Matrix(row: [1, 2, 4, 8, 0.25]))
    let exact = [3.0, -2, 8, 4, -1]
    let best = try PerturbationCurve(.deletion).values(
      of: [try Subjects.attribution(exact, in: batch)], in: batch, work: Work(workers: 1))[0].number
    var stream = RandomStream(seed: 5)
    for _ in 0..<50 {
      let order = stream.permutation(of: 5).map(Double.init)
      let area = try PerturbationCurve(.deletion).values(
        of: [try Subjects.attribution(order, in: batch)], in: batch, work: Work(workers: 1))[0]
        .number
      #expect(try #require(area) >= #require(best))
    }
  }

  @Test func deletionOfTheLeastFirstIsInsertionOfTheMostFirstInReverse() throws {
    let network = try Subjects.random(inputs: 9)
    let batch = try Subjects.batch(network, Subjects.inputs(rows: 5, columns: 9))
    // Two equal values: their order is reversed too.
    let attributions = try (0..<5).map { row in
      try Subjects.attribution([1, 4, 4, -2, 0, 3, 0.5, -2, 9], row: row, in: batch)
    }
    for (first, second) in [
      (PerturbationCurve(.deletion, order: .leastRelevantFirst), PerturbationCurve(.insertion)),
      (PerturbationCurve(.deletion), PerturbationCurve(.insertion, order: .leastRelevantFirst)),
    ] {
      #expect(first.metric == second.metric)
      let a = try points(first, attributions, batch)
      let b = try points(second, attributions, batch)
      // The same inputs stand in other rows of the model's batch, and on some processors the last bit of
      // a product depends on the row: both ends enter every score, each with an error of 2⁻²⁴.
      for (a, b) in zip(a, b) {
        try #require(a.scores.count == b.scores.count)
        #expect(zip(a.scores, b.scores.reversed()).allSatisfy { abs($0 - $1) < 2e-6 })
      }
    }
  }

  @Test func featuresAtTheBaselineTakeNoStep() throws {
    let network = try Subjects.linear([1, 1, 1, 1])
    let batch = try Subjects.batch(
      network, Matrix(row: [5, 1, 5, 2]), baseline: .values([5, 0, 5, 0]))
    let curve = try points(
      PerturbationCurve(.deletion), [try Subjects.attribution([100, 1, -100, 2], in: batch)], batch)
    #expect(curve[0].features == [0, 0.5, 1])
    #expect(curve[0].scores == [1, 1.0 / 3, 0])
  }

  @Test func fewerStepsTakeSeveralFeaturesAtOnce() throws {
    let network = try Subjects.linear([5, 4, 3, 2, 1])
    let batch = try Subjects.batch(network, Matrix(row: [1, 1, 1, 1, 1]))
    let curve = try points(
      PerturbationCurve(.deletion, steps: 2),
      [try Subjects.attribution([5, 4, 3, 2, 1], in: batch)], batch)[0]
    // 2.5 features are rounded to 3.
    #expect(curve.features == [0, 0.6, 1])
    #expect(curve.scores == [1, 3.0 / 15, 0])
  }

  @Test func agreesWithAPlainReimplementation() throws {
    let network = try Subjects.random(inputs: 12)
    let batch = try Subjects.batch(network, Subjects.inputs(rows: 20, columns: 12))
    let attributions = try (0..<20).map { row in
      try Subjects.attribution(
        Subjects.inputs(rows: 1, columns: 12, seed: UInt64(row)).elements.map(Double.init),
        row: row, in: batch)
    }
    let values = try PerturbationCurve(.deletion).values(
      of: attributions, in: batch, work: Work(workers: 2))
    for row in 0..<20 {
      var x = Array(batch.inputs[row: row])
      let f = { (x: [Float]) in Double(network.scores(of: Matrix(row: x))[0, 0]) }
      let (whole, empty) = (f(x), f([Float](repeating: 0, count: 12)))
      var area = 0.5 * (whole - empty)
      let values12 = attributions[row].values
      for feature in (0..<12).sorted(by: { values12[$0] > values12[$1] }).dropLast() {
        x[feature] = 0
        area += f(x) - empty
      }
      let expected = area / 12 / (whole - empty)
      #expect(abs(try #require(values[row].number) - expected) < 1e-5 * max(1, abs(expected)))
    }
  }

  @Test func aConstantIsOrderedAtRandomAndNoBetterThanRandom() throws {
    let network = try Subjects.random(inputs: 12)
    let batch = try Subjects.batch(network, Subjects.inputs(rows: 60, columns: 12))
    let constant = try (0..<60).map {
      try Subjects.attribution([Double](repeating: 1, count: 12), row: $0, in: batch)
    }
    let control = try RandomControl(.permuted).attributions(like: constant, in: batch)
    // Another seed for the ties: the control must not be the same order.
    let curve = PerturbationCurve(.deletion, seed: 3)
    let other = PerturbationCurve(.deletion, seed: 4)
    let summary = try MetricSummary(
      .deletion, values: try curve.values(of: constant, in: batch, work: Work(workers: 1)),
      controlValues: try other.values(of: control, in: batch, work: Work(workers: 1)))
    #expect(summary.verdict == .noBetterThanRandom)
  }

  @Test func hasNoAreaWithoutADifference() throws {
    let network = try Subjects.linear([1, -1])
    let batch = try Subjects.batch(network, Matrix(rows: [[0, 0], [2, 2]], columns: 2))
    let attributions = try (0..<2).map { try Subjects.attribution([1, 2], row: $0, in: batch) }
    let values = try PerturbationCurve(.deletion).values(
      of: attributions, in: batch, work: Work(workers: 1))
    #expect(values == [.undefined(.inputIsBaseline), .undefined(.noScoreDifference)])
  }

  @Test func readsBetweenPointsOnStraightLines() throws {
    let points = PerturbationCurve.Points(features: [0, 0.5, 1], scores: [1, 0.2, 0])
    #expect(try points.score(at: 0) == 1)
    #expect(try abs(points.score(at: 0.25) - 0.6) < 1e-15)
    #expect(try points.score(at: 1) == 0)
    for share in [-0.1, 1.1, .nan] {
      #expect(throws: EvaluationError.self) { try points.score(at: share) }
    }
  }
}
