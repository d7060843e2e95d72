import LimnAttribution
import LimnCore
import LimnNetwork
import Synchronization
import Testing

/// SHAP as an attributor: choices, reproducibility, refusals.
@Suite struct SHAPTests {
  /// Some features are 0.
  private func inputs(_ count: Int) -> Matrix {
    var stream = RandomStream(seed: 12)
    return Matrix(rows: count, columns: 20) { target in
      for index in target.indices {
        target[index] = stream.uniform() < 0.2 ? 0 : Float(stream.uniform())
      }
    }
  }

  @Test(arguments: [ShapleyEstimator.permutation, .sampling, .kernel, .gaussianProcess])
  func sameSeedSameBitsForAnyWorkersAndAnyBatch(_ estimator: ShapleyEstimator) throws {
    let (network, inputs) = (try SampleNetwork.make(Tanh()), inputs(9))
    let objectives = (0..<9).map { Objective.logit($0 % 3) }
    func explain(workers: Int, seed: UInt64 = 1) throws -> [Attribution] {
      try SHAP(network, estimator: estimator, evaluations: 300, seed: seed)
        .attributions(of: inputs, objectives: objectives, work: Work(workers: workers))
    }
    let one = try explain(workers: 1)
    #expect(try explain(workers: 2) == one)
    #expect(try explain(workers: 8) == one)
    let alone = try SHAP(network, estimator: estimator, evaluations: 300, seed: 1)
      .attribution(of: Array(inputs[row: 4]), objective: objectives[4])
    #expect(alone == one[4])
    #expect(try explain(workers: 2, seed: 2)[0].values != one[0].values)
  }

  /// What the inputs of a batch share is the background's, one row or more.
  @Test(arguments: [ShapleyEstimator.permutation, .sampling, .kernel, .gaussianProcess])
  func aBackgroundOfRowsIsTheSameInAnyBatch(_ estimator: ShapleyEstimator) throws {
    let (network, inputs) = (try SampleNetwork.make(Tanh()), inputs(9))
    let shap = try SHAP(
      network, background: .rows(self.inputs(14).rows(9..<14)), estimator: estimator,
      evaluations: 600)
    try expectSameAloneAndInBatch(shap, inputs: inputs, classes: 3)
  }

  /// Errors go with the scores, also where single precision would not hold their sums.
  @Test(arguments: [0x1p124, 0x1p-120] as [Float])
  func errorsHaveTheUnitOfTheScores(_ unit: Float) throws {
    func explain(_ unit: Float) throws -> Attribution {
      let model = BlackBox(inputShape: .vector(20), outputCount: 1, scoreKind: .logits) { batch in
        Matrix(
          rows: batch.rows, columns: 1,
          elements: (0..<batch.rows).map { row in
            unit * (3 * abs(batch[row, 0] + batch[row, 1] - 1) + batch[row, 2] * batch[row, 3])
          })
      }
      return try SHAP(model, estimator: .gaussianProcess, evaluations: 300)
        .attribution(of: [Float](repeating: 1, count: 20), objective: .logit(0))
    }
    let (one, scaled) = (try explain(1), try explain(unit))
    #expect(one.standardErrors?.allSatisfy { $0 > 0 } == true)
    #expect(scaled.standardErrors == one.standardErrors?.map { $0 * Double(unit) })
  }

  @Test func segmentsPlayTogether() throws {
    let network = try SampleNetwork.make(Tanh())
    let shap = try SHAP(network, segmentation: .blocks(2), estimator: .auto)
    let input = Array(inputs(1)[row: 0])
    let found = try shap.attribution(of: input, objective: .logit(1))
    #expect(found.options.first == Attribution.Option("estimator", "exact"))
    #expect(found.evaluations == 64)
    // The four pixels of a block share its value; the lower right block is a single column.
    #expect(found.values[0] == found.values[1] && found.values[0] == found.values[6])
    #expect(found.values[4] == found.values[9] && found.values[4] != found.values[3])
    #expect(abs(found.completenessGap) < 1e-12)
  }

  @Test func autoFitsTheBudget() throws {
    let (network, input) = (try SampleNetwork.make(Tanh()), [Float](repeating: 1, count: 20))
    func chosen(_ shap: SHAP) throws -> Attribution.Option? {
      try shap.attribution(of: input, objective: .logit(0)).options.first
    }
    let background = Background.rows(inputs(60))
    #expect(try chosen(SHAP(network)) == .init("estimator", "gaussian-process"))
    #expect(
      try chosen(SHAP(network, background: background)) == .init("estimator", "sampling"))
  }

  /// The budget where none is named grows with the players: about six for each.
  @Test(arguments: [ShapleyEstimator.auto, .permutation, .gaussianProcess])
  func theDefaultBudgetGrowsWithThePlayers(_ estimator: ShapleyEstimator) throws {
    let players = 400
    let model = BlackBox(inputShape: .vector(players), outputCount: 1, scoreKind: .logits) {
      batch in
      Matrix(rows: batch.rows, columns: 1) { scores in
        for row in 0..<batch.rows {
          scores[row] = batch[row: row].enumerated().reduce(0) {
            $0 + $1.element * Float($1.offset)
          }
        }
      }
    }
    let found = try SHAP(model, estimator: estimator)
      .attribution(of: [Float](repeating: 1, count: players), objective: .logit(0))
    #expect((2380...2410).contains(found.evaluations))
    // Values go up to 399.
    #expect(abs(found.values[7] - 7) < 1)
  }

  /// A closed form that would take a minute gives way to sampling with error bars, and the note says so;
  /// who names it gets it.
  @Test func autoWeighsWhatTheClosedFormCosts() throws {
    let (players, units) = (1200, 1024)
    let network = try Network(
      inputShape: .vector(players),
      layers: [
        Dense(
          weights: Matrix(rows: players, columns: units) { weights in
            for index in weights.indices { weights[index] = Float(index % 7) - 3 }
          }, bias: [Float](repeating: 1, count: units)),
        ReLU(),
        Dense(
          weights: Matrix(rows: units, columns: 2) { weights in
            for index in weights.indices { weights[index] = Float(index % 5) - 2 }
          }, bias: [0, 0]),
      ])
    let found = try SHAP(network)
      .attribution(of: [Float](repeating: 1, count: players), objective: .logit(1))
    #expect(found.options.first == .init("estimator", "permutation"))
    #expect(found.standardErrors != nil)
    #expect(
      found.notes.contains {
        $0.kind == .otherWay && $0.sentence.contains("the closed form")
          && $0.sentence.contains("--estimator")
      })
  }

  /// Two rounds of 2,250 pairs, averaged.
  @Test func largeBudgetsAreSplitIntoRounds() throws {
    let (network, input) = (try SampleNetwork.make(Tanh()), [Float](repeating: 1, count: 20))
    func explain(_ evaluations: Int) throws -> Attribution {
      try SHAP(network, estimator: .gaussianProcess, evaluations: evaluations)
        .attribution(of: input, objective: .logit(0))
    }
    let (found, half) = (try explain(9002), try explain(4502))
    #expect(found.evaluations == 9002)
    #expect(abs(found.completenessGap) < 1e-10)
    let truth = try SHAP(network, estimator: .exact)
      .attribution(of: input, objective: .logit(0))
    let (errors, halfErrors) = (
      try #require(found.standardErrors), try #require(half.standardErrors)
    )
    for index in 0..<20 {
      #expect(abs(found.values[index] - truth.values[index]) < 4 * errors[index])
      // The first round is the whole of half the budget; the mean of two has its error over √2, but
      // for the spread of the scales.
      #expect((0.55...0.9).contains(errors[index] / halfErrors[index]))
    }
  }

  @Test func precisionStopsEarly() throws {
    let network = try SampleNetwork.make(Tanh())
    let input = Array(inputs(1)[row: 0])
    let found = try SHAP(
      network, estimator: .permutation, evaluations: 1_000_000, precision: 0.02
    ).attribution(of: input, objective: .logit(0))
    let errors = try #require(found.standardErrors)
    #expect(errors.allSatisfy { $0 <= 0.02 })
    #expect(found.evaluations < 100_000)
    #expect(found.notes == [])
    for estimator in [ShapleyEstimator.permutation, .kernel, .gaussianProcess] {
      let short = try SHAP(
        network, estimator: estimator, evaluations: 200, precision: 0.0002
      ).attribution(of: input, objective: .logit(0))
      #expect(
        short.notes == [
          .init(.notConverged, "the budget ended before the precision of 0.0002 was reached")
        ])
    }
  }

  @Test(arguments: [ShapleyEstimator.exact, .permutation, .sampling, .kernel, .gaussianProcess])
  func estimatorsReportTheirProgress(_ estimator: ShapleyEstimator) throws {
    let reports = Mutex<[Work.Progress]>([])
    let shap = try SHAP(
      try SampleNetwork.make(Tanh()), estimator: estimator, evaluations: 1 << 16)
    let input = (0..<20).map { Float($0 < 16 ? 1 : 0) }
    _ = try shap.attribution(
      of: input, objective: .logit(0),
      work: Work(workers: 1) { progress in reports.withLock { $0.append(progress) } })
    let seen = reports.withLock { $0 }
    #expect(seen.count > 4)
    #expect(seen.allSatisfy { $0.total == 1 && (0...1).contains($0.done) })
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.done <= $1.done }, "never back")
    #expect(seen.first?.done == 0 && seen.last?.done == 1)
    #expect(seen.contains { (0.2...0.8).contains($0.done) }, "on the way, not at its ends alone")
  }

  @Test func refusals() throws {
    let network = try SampleNetwork.make(Tanh())
    let input = [Float](repeating: 1, count: 20)
    func explain(_ estimator: ShapleyEstimator, _ evaluations: Int?) throws {
      _ = try SHAP(network, estimator: estimator, evaluations: evaluations)
        .attribution(of: input, objective: .logit(0))
    }
    #expect(throws: AttributionError.evaluationsBelowMinimum(found: 77, minimum: 78)) {
      try explain(.permutation, 77)
    }
    try explain(.permutation, 78)
    for estimator in [ShapleyEstimator.kernel, .gaussianProcess, .auto] {
      #expect(throws: AttributionError.evaluationsBelowMinimum(found: 81, minimum: 82)) {
        try explain(estimator, 81)
      }
      try explain(estimator, 82)
    }
    #expect(throws: AttributionError.evaluationsBelowMinimum(found: 1000, minimum: 1 << 20)) {
      try explain(.exact, 1000)
    }
    #expect(
      throws: AttributionError.outOfRange(
        setting: "precision", found: "0", range: "from 1e-12 to 1000000000000")
    ) {
      _ = try SHAP(network, estimator: .permutation, precision: 0)
        .attribution(of: input, objective: .logit(0))
    }
    let wide = BlackBox(inputShape: .vector(25), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1)
    }
    #expect(throws: AttributionError.tooManyPlayers(found: 25, maximum: 24)) {
      _ = try SHAP(wide, estimator: .exact)
        .attribution(of: [Float](repeating: 1, count: 25), objective: .logit(0))
    }
    #expect(throws: AttributionError.segmentLabels(found: 3, expected: 20)) {
      _ = try SHAP(network, segmentation: .labels([1, 2, 3]))
        .attribution(of: input, objective: .logit(0))
    }
    #expect(throws: AttributionError.emptyBackground) {
      _ = try SHAP(network, background: .rows(Matrix(rows: 0, columns: 20)))
        .attribution(of: input, objective: .logit(0))
    }
  }
}
