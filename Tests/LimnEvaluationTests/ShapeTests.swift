import LimnAttribution
import LimnCore
import Testing

@testable import LimnEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct ShapeTests {
  @Test func entropyIsTheLogarithmOfTheNumberOfEqualParts() throws {
    for count in [1, 2, 5] {
      let values = (0..<8).map { $0 < count ? ($0 % 2 == 0 ? 3.0 : -3.0) : 0 }
      #expect(abs(try #require(Complexity.entropy(of: values)) - log(Double(count))) < 1e-12)
    }
    #expect(Complexity.entropy(of: [0, 0]) == nil)
  }

  /// The Gini index is half the mean difference of all pairs over the mean.
  @Test func giniIsTheMeanDifferenceOfPairs() throws {
    let values = [0.5, -3, 2, 0, 1.25, -0.75]
    let sizes = values.map { abs($0) }
    var difference = 0.0
    for a in sizes { for b in sizes { difference += abs(a - b) } }
    let expected = difference / 36 / (2 * sizes.mean())
    #expect(abs(try #require(Sparseness.gini(of: values)) - expected) < 1e-12)
    #expect(abs(try #require(Sparseness.gini(of: [1, 1, -1, 1]))) < 1e-12)
    #expect(abs(try #require(Sparseness.gini(of: [0, 0, 7, 0])) - 0.75) < 1e-12)
    #expect(Sparseness.gini(of: [0, 0]) == nil)
  }

  @Test func histogramEntropyCountsBins() throws {
    let entropy = HistogramEntropy(bins: 4)
    // Bins of [0, 8]: 0, 1 | 2 | – | 6, 8.
    let expected = -(0.4 * log(0.4) + 0.2 * log(0.2) + 0.4 * log(0.4))
    #expect(abs(try #require(try entropy.value(of: [0, 1, 2, 6, 8])) - expected) < 1e-12)
    #expect(try entropy.value(of: [3, 3]) == nil)
    for strange in [.nan, .infinity, -Double.infinity] {
      #expect(try entropy.value(of: [0, strange, 1]) == nil)
    }
    #expect(try entropy.value(of: [-1.5e308, 0, 1.5e308]) == nil)
    // Rice's rule: 2 · 64^(1/3) = 8 bins, each with 8 of 0…63.
    let even = try HistogramEntropy().value(of: (0..<64).map(Double.init))
    #expect(abs(try #require(even) - log(8)) < 1e-12)
    // 2 · 70^(1/3) = 8.24 is nine bins, of which the third and the sixth hold seven of 0…69.
    let counts = [8.0, 8, 7, 8, 8, 7, 8, 8, 8]
    let uneven = try HistogramEntropy().value(of: (0..<70).map(Double.init))
    let expected70 = -counts.reduce(0) { $0 + $1 / 70 * log($1 / 70) }
    #expect(abs(try #require(uneven) - expected70) < 1e-12)
  }

  @Test(arguments: [-1, 0, 1]) func aHistogramHasTwoBins(bins: Int) {
    #expect(
      throws: EvaluationError.setting(name: "bins", value: Double(bins), allowed: "2 or more")
    ) {
      try HistogramEntropy(bins: bins).value(of: [0, 1, 2])
    }
  }

  @Test func aConstantIsNeitherSimpleNorSparse() throws {
    let network = try Subjects.random(inputs: 9)
    let batch = try Subjects.batch(network, Subjects.inputs(rows: 20, columns: 9))
    let constant = try InputMethod.constant.attributions(
      of: batch.inputs, objectives: batch.objectives, work: Work(workers: 1))
    let control = try RandomControl(.normal).attributions(like: constant, in: batch)
    for metric in [Complexity(), Sparseness()] as [any AttributionMetric] {
      let values = try metric.values(of: [constant, control], in: batch, work: Work(workers: 1))
      let summary = try MetricSummary(metric.metric, values: values[0], controlValues: values[1])
      #expect(summary.verdict == .worseThanRandom)
    }
  }
}
