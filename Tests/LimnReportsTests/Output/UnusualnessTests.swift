import LimnAttribution
import LimnCore
import Testing

@testable import LimnReports

/// How far a row lies from its class, and what else a first pass over the chunks adds up.
@Suite struct UnusualnessTests {
  /// Two methods of two values each, and the class each row is explained for.
  private func chunk(_ first: [[Float]], _ second: [[Float]], targets: [Int]) -> Chunk {
    let rows = targets.indices.map { row in
      RowResult.explained(
        Prediction(
          values: [0.5, 0.5], predicted: targets[row], target: targets[row], rival: nil,
          methods: [numbers(sum: 1), numbers(sum: row.isMultiple(of: 2) ? 3 : -1)],
          agreements: [[PairAgreement(rankCorrelation: 0.5, topOverlap: nil, signAgreement: nil)]]))
    }
    return Chunk(
      index: 0, rows: rows, targets: nil,
      inputs: [Float](repeating: 0, count: 2 * targets.count),
      series: [first, second].map { [Series(values: $0.flatMap { $0 }, errors: nil)] },
      pairs: [nil, nil])
  }

  /// A score of 1 and none of the baseline.
  private func numbers(sum: Double) -> MethodNumbers {
    MethodNumbers(
      Attribution(
        method: "m", objective: .logit(0), shape: .vector(2), values: [sum, 0],
        scoreAtInput: 1, scoreAtBaseline: 0, evaluations: 1))
  }

  private func digest(_ chunk: Chunk) -> BatchDigest {
    var digest = BatchDigest(methodCount: 2, output: .classes(3), width: 2)
    digest.add(chunk, firstRow: 0)
    return digest
  }

  @Test func isOneLessTheCosineOverMethods() throws {
    // Class 0 points to the right on average, (2, 0); class 1 to (0, 1). In the second method class
    // 0 has no direction: its rows cancel.
    let chunk = chunk(
      [[3, 1], [1, -1], [0, 5], [0, -3]], [[1, 0], [-1, 0], [2, 2], [2, 2]],
      targets: [0, 0, 1, 1])
    let unusualness = Unusualness(digest(chunk))
    func score(_ row: Int, _ target: Int) -> Double? {
      unusualness.score(chunk.series, row: row, target: target, width: 2)
    }
    #expect(abs(try #require(score(0, 0)) - (1 - 3 / 10.0.squareRoot())) < 1e-12)
    #expect(abs(try #require(score(1, 0)) - (1 - 1 / 2.0.squareRoot())) < 1e-12)
    // The mean over both methods: along the class's own direction, and against it.
    #expect(abs(try #require(score(2, 1)) - (0.0 + 0.0) / 2) < 1e-12)
    #expect(abs(try #require(score(3, 1)) - (2.0 + 0.0) / 2) < 1e-12)
    // A class that nothing was explained for has no mean.
    #expect(score(0, 2) == nil)
  }

  @Test func aRowOfZerosHasNoDirection() {
    let chunk = chunk([[0, 0], [1, 0]], [[0, 0], [0, 1]], targets: [0, 0])
    #expect(
      Unusualness(digest(chunk)).score(chunk.series, row: 0, target: 0, width: 2) == nil)
  }

  /// Gaps are added up by their size: those of both signs do not cancel.
  @Test func theDigestAddsUpSizes() {
    let digest = digest(
      chunk([[3, 1], [1, -4]], [[1, 0], [-1, 0]], targets: [0, 1]))
    #expect(digest.explained == 2)
    #expect(digest.methods[0].gapSum == 0)
    // 3 − 1 and −1 − 1.
    #expect(digest.methods[1].gapSum == 4)
    #expect(digest.methods[1].largestGap == 2)
    #expect(digest.methods[0].largestValue[0] == 4)
    #expect(digest.methods[0].targetMean(1) == [1, -4])
    #expect(digest.methods[0].targetMean(2) == nil)
    #expect(digest.agreementSum == 1 && digest.agreementCount == 2)
  }
}
