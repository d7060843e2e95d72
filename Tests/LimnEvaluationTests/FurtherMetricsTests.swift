import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@testable import LimnEvaluation

/// The metrics beside the usual ones, each on a case whose answer is known and on one that must fail.
@Suite struct FurtherMetricsTests {
  private let work = Work.serial()

  /// A linear picture of 3×3 pixels, of which the left column alone counts.
  private func picture(_ input: [Float] = [5, 1, 2, 3, 1, 0, 4, 2, 1]) throws -> ExplainedBatch {
    let weights: [Float] = [2, 0, 0, 1, 0, 0, 3, 0, 0]
    let network = try Network(
      inputShape: .image(height: 3, width: 3),
      layers: [
        Dense(weights: Matrix(rows: weights.map { [$0, -$0] }, columns: 2), bias: [0, 0])
      ])
    return try Subjects.batch(network, Matrix(row: input))
  }
  private let exact: [Double] = [10, 0, 0, 3, 0, 0, 12, 0, 0]
  private let left = Matrix(row: [1, 0, 0, 1, 0, 0, 1, 0, 0])

  private func localized(
    _ values: [Double], _ question: Localization.Question, masks: Matrix? = nil
  ) throws -> MetricValue {
    let batch = try picture()
    return try Localization(question, masks: masks ?? left).values(
      of: [try Subjects.attribution(values, in: batch)], in: batch, work: work)[0]
  }

  @Test func relevanceInTheMaskIsFound() throws {
    for question in Localization.Question.allCases {
      #expect(try localized(exact, question) == .value(1))
      // All of it beside the mask.
      #expect(try localized([0, 1, 2, 0, 3, 0, 0, 0, 0], question) == .value(0))
    }
  }

  @Test func partsAreCounted() throws {
    let values: [Double] = [4, 4, 1, 1, 1, -7, 2, 0, 0]
    // Two largest, one of them inside; 7 of 13; the three largest are 4, 4 and 2.
    #expect(try localized(values, .pointingGame) == .value(0.5))
    #expect(try localized(values, .mass) == .value(7.0 / 13))
    #expect(try localized(values, .rank) == .value(2.0 / 3))
    // Of three places two are taken by 4 and 4, and three equal values share the third, one inside.
    let ties: [Double] = [4, 4, 1, 1, 1, -7, 0, 0, 0]
    #expect(try localized(ties, .rank) == .value((1 + 1.0 / 3) / 3))
  }

  @Test func whatHasNoPlaceIsNamed() throws {
    #expect(try localized(exact.map { -$0 }, .mass) == .undefined(.noPositiveValue))
    #expect(
      try localized(exact, .rank, masks: Matrix(rows: 1, columns: 9))
        == .undefined(.maskOfAllOrNothing))
    #expect(throws: EvaluationError.maskSize(found: 4, expected: 9)) {
      try localized(exact, .mass, masks: Matrix(rows: 1, columns: 4))
    }
    #expect(throws: EvaluationError.rowCount(of: .masks, found: 2, expected: 1)) {
      try localized(exact, .mass, masks: Matrix(rows: 2, columns: 9))
    }
  }

  /// Each filled pixel is the weighted mean of its neighbours.
  @Test func holesAreFilledFromTheirBorder() {
    let imputation = LinearImputation(height: 4, width: 5)
    var stream = RandomStream(seed: 3)
    let values = (0..<20).map { _ in stream.normal() }
    let removed = [0, 1, 6, 7, 8, 12, 19]
    let filled = imputation.filled(values, without: removed)
    for pixel in 0..<20 {
      guard removed.contains(pixel) else {
        #expect(filled[pixel] == values[pixel])
        continue
      }
      var (sum, weights) = (0.0, 0.0)
      for other in 0..<20 where other != pixel {
        let (down, right) = (abs(other / 5 - pixel / 5), abs(other % 5 - pixel % 5))
        guard down <= 1, right <= 1 else { continue }
        let weight = down == 0 || right == 0 ? 2.0 : 1.0
        sum += weight * filled[other]
        weights += weight
      }
      #expect(abs(filled[pixel] - sum / weights) < 1e-5)
    }
    // A flat picture stays as it is.
    let flat = imputation.filled([Double](repeating: 2.5, count: 20), without: Array(0..<19))
    for value in flat { #expect(abs(value - 2.5) < 1e-6) }
  }

  /// Of a picture that is flat but for one pixel which alone counts: named first, it is gone at once; named
  /// last, its score is there until the end.
  @Test func roadFollowsTheRelevantPixels() throws {
    let batch = try picture([8, 0, 0, 0, 0, 0, 0, 0, 0])
    let metric = ROAD(shares: [0.12, 0.34, 0.5], noise: 0)
    func value(_ values: [Double]) throws -> MetricValue {
      try metric.values(
        of: [try Subjects.attribution(values, in: batch)], in: batch, work: work)[0]
    }
    #expect(try value([16, 0, 0, 0, 0, 0, 0, 0, 0]) == .value(0))
    #expect(try value([-16, 0, 0, 0, 0, 0, 0, 0, 0]).number ?? 0 > 0.99)
    let table = try Subjects.batch(Subjects.linear([1, 2]), Matrix(row: [1, 1]))
    #expect(
      try ROAD().values(
        of: [try Subjects.attribution([1, 2], in: table)], in: table, work: work)
        == [.undefined(.noPicture)])
  }

  @Test func exactContributionsHaveSensitivityN() throws {
    let batch = try Subjects.batch(
      Subjects.linear([3, -1, 2, 0.5, 1, -2, 4, 1]), Matrix(row: [1, 2, 4, 8, 1, 2, 1, 3]))
    let exact: [Double] = [3, -2, 8, 4, 1, -4, 4, 3]
    func value(_ values: [Double]) throws -> Double {
      try SensitivityN().values(
        of: [try Subjects.attribution(values, in: batch)], in: batch, work: work)[0].number ?? .nan
    }
    #expect(try value(exact) > 1 - 1e-9)
    #expect(try value(exact.map { -$0 }) < -1 + 1e-9)
    #expect(SensitivityN().sizes(of: 8) == [1, 2, 3, 5, 6])
    let zeros = try SensitivityN().values(
      of: [try Subjects.attribution([0, 0, 0, 0, 0, 0, 0, 0], in: batch)], in: batch, work: work)
    #expect(zeros == [.undefined(.constantAttribution)])
  }

  /// Two outputs that are each other's opposite have opposite gradients; a copy of the input is the same
  /// for both.
  @Test func anotherOutputHasAnotherExplanation() throws {
    let batch = try Subjects.batch(
      Subjects.linear([3, -1, 2, 0.5]), Matrix(row: [1, 2, 4, 8]))
    func value(_ method: any Attributor) throws -> [MetricValue] {
      let own = try method.attributions(of: batch.inputs, objectives: batch.objectives, work: work)
      return try RandomLogit().values(of: method, attributions: own, in: batch, work: work).method
    }
    let opposite = try value(GradientTimesInput(Subjects.linear([3, -1, 2, 0.5])))[0].number ?? 0
    #expect(abs(opposite + 1) < 1e-12)
    #expect(abs((try value(InputMethod.copy)[0].number ?? 0) - 1) < 1e-12)
    let one = try Network(
      inputShape: .vector(2),
      layers: [Dense(weights: Matrix(rows: [[1], [2]], columns: 1), bias: [0])])
    let single = try ExplainedBatch(
      model: one, inputs: Matrix(row: [1, 2]), objectives: [.output()])
    let own = try InputMethod.copy.attributions(
      of: single.inputs, objectives: single.objectives, work: work)
    #expect(
      try RandomLogit().values(of: InputMethod.copy, attributions: own, in: single, work: work)
        .method == [.undefined(.oneOutput)])
  }

  /// A copy of the input moves as the input does; a hundred times that beside a threshold moves far more;
  /// a constant does not move.
  @Test func stabilityIsMeasuredBesideTheInputAndTheOutput() throws {
    let model = try Subjects.linear([1, 1, 1], bias: 100)
    let batch = try Subjects.batch(model, Matrix(row: [1, 2, 2]))
    func values(_ method: any Attributor) throws -> RelativeStability.Values {
      let own = try method.attributions(of: batch.inputs, objectives: batch.objectives, work: work)
      return try RelativeStability(samples: 8).values(
        of: method, attributions: own, in: batch, work: work)
    }
    let copy = try values(InputMethod.copy)
    #expect(abs((copy.input[0].number ?? 0) - 1) < 1e-5)
    let constant = try values(InputMethod.constant)
    #expect(constant.input == [.value(0)] && constant.output == [.value(0)])
    let jumpy = try values(
      InputMethod(name: "jumpy") { $0.map { 100 * (Double($0) - 0.99 * Double($0.rounded())) } })
    #expect(jumpy.input[0].number ?? 0 > 10)
    // The scores move by √2 times the sum of the steps: the definition, written out once more.
    let neighbours = MaxSensitivity(samples: 8).neighbours(in: batch)
    var largest = 0.0
    for row in 0..<8 {
      let steps = zip(neighbours[row: row], batch.inputs[row: 0]).map { Double($0) - Double($1) }
      let moved = steps.map { $0 * $0 }.reduce(0, +).squareRoot() / 3
      largest = max(largest, moved / abs(2.0.squareRoot() * steps.reduce(0, +)))
    }
    #expect(abs((copy.output[0].number ?? 0) / largest - 1) < 1e-3)
  }

  @Test func theyAreMadeWhereTheyAreAskedFor() throws {
    let batch = try picture()
    var evaluation = Evaluation(seed: 2)
    evaluation.randomization.draws = 1
    let method = EvaluatedMethod(try EdgeDetector(batch.model))
    #expect(
      try evaluation.table(of: [method], on: batch).methods[0].metrics.map(\.metric) == Metric.usual
    )
    evaluation.further = Set(Metric.further)
    evaluation.masks = left
    let tables = try [1, 3].map {
      try evaluation.table(of: [method], on: batch, work: Work(workers: $0))
    }
    #expect(tables[0] == tables[1])
    #expect(tables[0].methods[0].metrics.map(\.metric) == Metric.allCases)
  }

  @Test func aMetricWithoutNeighboursIsAnErrorAndIsNotLeftOut() throws {
    var evaluation = Evaluation(seed: 2)
    evaluation.randomization.draws = 1
    evaluation.further = [.relativeInputStability]
    evaluation.stability.samples = 0
    let batch = try picture()
    let method = EvaluatedMethod(try EdgeDetector(batch.model))
    #expect(throws: EvaluationError.setting(name: "samples", value: 0, allowed: "1 or more")) {
      try evaluation.table(of: [method], on: batch)
    }
  }
}
