import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@testable import LimnEvaluation

@Suite struct FaithfulnessTests {
  private let exact: [Double] = [3, -2, 8, 4]

  private func linearBatch() throws -> ExplainedBatch {
    try Subjects.batch(Subjects.linear([3, -1, 2, 0.5], bias: 7), Matrix(row: [1, 2, 4, 8]))
  }

  @Test func exactContributionsOfALinearModelForecastEverything() throws {
    let batch = try linearBatch()
    let given = [try Subjects.attribution(exact, in: batch)]
    #expect(try Infidelity().values(of: given, in: batch, work: Work(workers: 1)) == [.value(0)])
    let correlation = try FaithfulnessCorrelation().values(
      of: given, in: batch, work: Work(workers: 1))[0]
    #expect(try #require(correlation.number) > 1 - 1e-12)
    #expect(try Monotonicity().values(of: given, in: batch, work: Work(workers: 1)) == [.value(1)])
    #expect(
      try CompletenessGap().values(of: given, in: batch, work: Work(workers: 1)) == [.value(0)])
  }

  @Test func aQuarterOfTheFeaturesIsTakenAwayByDefault() throws {
    let batch = try Subjects.batch(
      Subjects.linear([Float](repeating: 1, count: 8)),
      Matrix(row: [Float](repeating: 1, count: 8)))
    let trial = FaithfulnessCorrelation().subsets(of: 0, in: batch).trial
    // The whole input comes first.
    #expect(trial.removed.dropFirst().allSatisfy { $0.count == 2 })
    #expect(trial.removed.count == 129)
  }

  @Test func aStepThatMovesNothingKeepsAClaim() throws {
    let batch = try Subjects.batch(Subjects.linear([0, 2]), Matrix(row: [1, 1]))
    let given = [try Subjects.attribution([1, 2], in: batch)]
    #expect(try Monotonicity().values(of: given, in: batch, work: Work(workers: 1)) == [.value(1)])
  }

  @Test func slopesForecastThroughTheDistanceToTheBaseline() throws {
    let batch = try linearBatch()
    let slopes = [try Subjects.attribution([3, -1, 2, 0.5], in: batch, quantity: .slope)]
    #expect(try Infidelity().values(of: slopes, in: batch, work: Work(workers: 1)) == [.value(0)])
  }

  @Test func zerosForecastNoChange() throws {
    let batch = try linearBatch()
    let zeros = [try Subjects.attribution([0, 0, 0, 0], in: batch)]
    #expect(try Infidelity().values(of: zeros, in: batch, work: Work(workers: 1)) == [.value(1)])
    #expect(
      try Monotonicity().values(of: zeros, in: batch, work: Work(workers: 1)) == [
        .undefined(.zeroAttribution)
      ])
    #expect(
      try FaithfulnessCorrelation().values(of: zeros, in: batch, work: Work(workers: 1))
        == [.undefined(.constantAttribution)])
    #expect(
      try CompletenessGap().values(of: zeros, in: batch, work: Work(workers: 1)) == [.value(1)])
  }

  @Test func theOppositeIsBad() throws {
    let batch = try linearBatch()
    let opposite = [try Subjects.attribution(exact.map { -$0 }, in: batch)]
    #expect(try Infidelity().values(of: opposite, in: batch, work: Work(workers: 1)) == [.value(4)])
    let correlation = try FaithfulnessCorrelation().values(
      of: opposite, in: batch, work: Work(workers: 1))[0]
    #expect(try #require(correlation.number) < -1 + 1e-12)
    #expect(
      try Monotonicity().values(of: opposite, in: batch, work: Work(workers: 1)) == [.value(0)])
    #expect(
      try CompletenessGap().values(of: opposite, in: batch, work: Work(workers: 1)) == [.value(2)])
  }

  @Test func monotonicityCountsTheSignsThatHold() throws {
    let batch = try linearBatch()
    let halfWrong = [try Subjects.attribution([3, 2, -8, 4], in: batch)]
    #expect(
      try Monotonicity().values(of: halfWrong, in: batch, work: Work(workers: 1)) == [.value(0.5)])
  }

  /// Squared deviations of the mean over all 2ⁿ − 1 subsets, weighted as sizes are drawn.
  @Test func infidelityApproachesItsExpectation() throws {
    let network = try Subjects.random(inputs: 5)
    let batch = try Subjects.batch(network, Subjects.inputs(rows: 1, columns: 5, seed: 8))
    let values = [0.3, -0.2, 0.5, 0.1, -0.4]
    let given = [try Subjects.attribution(values, in: batch)]
    let x = Array(batch.inputs[row: 0])
    let f = { (x: [Float]) in Double(network.scores(of: Matrix(row: x))[0, 0]) }
    let choose = [1.0, 5, 10, 10, 5, 1]
    var expected = 0.0
    var squares = 0.0
    for mask in 1..<32 {
      let weight = 1 / (5 * choose[mask.nonzeroBitCount])
      let inside = (0..<5).filter { mask >> $0 & 1 == 1 }
      let without = (0..<5).map { inside.contains($0) ? 0 : x[$0] }
      let error = inside.reduce(0) { $0 + values[$1] } - (f(x) - f(without))
      expected += weight * error * error
      squares += weight * error * error * error * error
    }
    let samples = 40_000
    let found = try Infidelity(samples: samples, scale: .scoreSquared).values(
      of: given, in: batch, work: Work(workers: 1))[0]
    let deviation = ((squares - expected * expected) / Double(samples)).squareRoot()
    #expect(abs(try #require(found.number) - expected) < 4 * deviation)
    #expect(deviation < 0.02 * expected)
  }

  @Test func correlationAgreesWithAPlainReimplementation() throws {
    let network = try Subjects.random(inputs: 10)
    let batch = try Subjects.batch(network, Subjects.inputs(rows: 3, columns: 10))
    let metric = FaithfulnessCorrelation(samples: 40, subsetShare: 0.3, seed: 9)
    let attributions = try (0..<3).map { row in
      try Subjects.attribution(
        Subjects.inputs(rows: 1, columns: 10, seed: 20).elements.map(Double.init), row: row,
        in: batch)
    }
    let found = try metric.values(of: attributions, in: batch, work: Work(workers: 1))
    for row in 0..<3 {
      let subsets = metric.subsets(of: row, in: batch).members
      #expect(subsets.count == 40)
      #expect(subsets.allSatisfy { Set($0).count == 3 && $0.allSatisfy((0..<10).contains) })
      var (sums, changes) = ([Double](), [Double]())
      for subset in subsets {
        var x = Array(batch.inputs[row: row])
        let whole = Double(network.scores(of: Matrix(row: x))[0, 0])
        var sum = 0.0
        for feature in subset {
          x[feature] = 0
          sum += attributions[row].values[feature]
        }
        sums.append(sum)
        changes.append(whole - Double(network.scores(of: Matrix(row: x))[0, 0]))
      }
      let (a, b) = (sums.mean(), changes.mean())
      let covariance = zip(sums, changes).reduce(0) { $0 + ($1.0 - a) * ($1.1 - b) }
      let norms =
        sums.reduce(0) { $0 + ($1 - a) * ($1 - a) }
        * changes.reduce(0) { $0 + ($1 - b) * ($1 - b) }
      #expect(abs(try #require(found[row].number) - covariance / norms.squareRoot()) < 1e-5)
    }
  }

  @Test func subsetsFavourNoFeature() throws {
    var stream = RandomStream(seed: 1)
    let subsets = FeatureSubsets(count: 6000, of: 6, stream: &stream) { _ in 2 }
    var counts = [Int](repeating: 0, count: 6)
    for feature in subsets.members.joined() { counts[feature] += 1 }
    // 2000 ± 4 standard deviations of a binomial count.
    for count in counts { #expect(abs(count - 2000) < 150) }
  }

  @Test func magnitudesForecastNothing() throws {
    let batch = try linearBatch()
    let sizes = [try Subjects.attribution([3, 1, 2, 0.5], in: batch, quantity: .slopeMagnitude)]
    #expect(
      try Infidelity().values(of: sizes, in: batch, work: Work(workers: 1))
        == [.undefined(.unsignedQuantity)])
    #expect(
      try CompletenessGap().values(of: sizes, in: batch, work: Work(workers: 1))
        == [.undefined(.notContributions)])
  }

  @Test func aScoreThatNeverMovesLeavesNothingToForecast() throws {
    let batch = try Subjects.batch(Subjects.linear([0, 0]), Matrix(row: [1, 2]))
    let given = [try Subjects.attribution([1, 2], in: batch)]
    #expect(
      try Infidelity().values(of: given, in: batch, work: Work(workers: 1)) == [
        .undefined(.scoreNeverMoves)
      ])
    #expect(
      try FaithfulnessCorrelation().values(of: given, in: batch, work: Work(workers: 1))
        == [.undefined(.scoreNeverMoves)])
  }
}
