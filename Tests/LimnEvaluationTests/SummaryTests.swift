import LimnAttribution
import LimnCore
import Testing

@testable import LimnEvaluation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct SummaryTests {
  @Test func signTestIsTheBinomialTail() throws {
    // 2 · (1 + 10) / 2¹⁰.
    #expect(try abs(SignTest(better: 9, worse: 1, equal: 0).pValue - 22.0 / 1024) < 1e-12)
    #expect(try abs(SignTest(better: 1, worse: 9, equal: 4).pValue - 22.0 / 1024) < 1e-12)
    #expect(try SignTest(better: 5, worse: 5, equal: 0).pValue == 1)
    #expect(try SignTest(better: 0, worse: 0, equal: 9).pValue == 1)
    // Exact by whole numbers: Σ_{k≤20} C(60, k) · 2 / 2⁶⁰.
    var (term, tail) = (1.0, 1.0)
    for k in 1...20 {
      term = term * Double(61 - k) / Double(k)
      tail += term
    }
    let expected = 2 * tail / Double(1 << 60)
    #expect(try abs(SignTest(better: 40, worse: 20, equal: 0).pValue / expected - 1) < 1e-10)
    #expect(try SignTest(better: 2000, worse: 0, equal: 0).pValue == 0)
  }

  @Test func pairsAreComparedInTheMetricsDirection() throws {
    let values: [MetricValue] = [.value(1), .value(3), .undefined(.zeroAttribution), .value(2)]
    let controls: [MetricValue] = [.value(2), .value(2), .value(5), .value(2)]
    let lower = try SignTest(values, against: controls, direction: .lower)
    #expect(try lower == SignTest(better: 1, worse: 1, equal: 1))
    let more = try SignTest([.value(3)], against: [.value(1)], direction: .higher)
    #expect(more.better == 1)
  }

  @Test func countsThatNoTestCanHaveAreRefused() {
    let negative = EvaluationError.setting(name: "worse", value: -1, allowed: "0 or more")
    #expect(throws: negative) { try SignTest(better: 3, worse: -1, equal: 0) }
    let missing = EvaluationError.rowCount(of: .controls, found: 1, expected: 2)
    #expect(throws: missing) {
      try SignTest([.value(1), .value(2)], against: [.value(1)], direction: .lower)
    }
    #expect(throws: missing) {
      try MetricSummary(.infidelity, values: [.value(1), .value(2)], controlValues: [.value(1)])
    }
  }

  @Test func verdictsFollowTheRule() throws {
    #expect(try Verdict(SignTest(better: 5, worse: 0, equal: 0)) == .tooFewToTell)
    #expect(try Verdict(SignTest(better: 6, worse: 0, equal: 0)) == .betterThanRandom)
    #expect(try Verdict(SignTest(better: 0, worse: 6, equal: 0)) == .worseThanRandom)
    #expect(try Verdict(SignTest(better: 30, worse: 20, equal: 0)) == .noBetterThanRandom)
    #expect(try Verdict(SignTest(better: 0, worse: 0, equal: 50)) == .tooFewToTell)
    let alike = try SignTest(better: 0, worse: 20, equal: 0)
    #expect(Verdict(randomization: alike, median: 0.9, controlMedian: 0) == .survivesRandomization)
    #expect(Verdict(randomization: alike, median: 0.3, controlMedian: 0) == .partlySurvives)
    // The upper half of the way from 0.5 to 1 begins at 0.75.
    #expect(Verdict(randomization: alike, median: 0.74, controlMedian: 0.5) == .partlySurvives)
    #expect(
      Verdict(randomization: alike, median: 0.76, controlMedian: 0.5) == .survivesRandomization)
    let unlike = try SignTest(better: 9, worse: 11, equal: 0)
    #expect(Verdict(randomization: unlike, median: 0.1, controlMedian: 0) == .dependsOnParameters)
  }

  @Test func undefinedValuesAreCountedByReason() throws {
    let summary = try MetricSummary(
      .infidelity,
      values: [.value(1), .undefined(.scoreNeverMoves), .undefined(.scoreNeverMoves), .value(3)],
      controlValues: [.value(1), .value(1), .value(1), .value(1)])
    #expect(summary.undefined == [.init(reason: .scoreNeverMoves, count: 2)])
    #expect(summary.spread?.count == 2)
    #expect(summary.spread?.mean == 2)
    #expect(summary.spread?.standardError == 1)
    let none = try MetricSummary(
      .infidelity, values: [.undefined(.noNetwork)], controlValues: [.undefined(.noNetwork)])
    #expect(none.spread == nil && none.verdict == nil)
  }

  @Test func valuesAndReasonsSurviveJSON() throws {
    let values = [MetricValue.value(0.25), .undefined(.inputIsBaseline)]
    let text = try JSONEncoder().encode(values)
    #expect(String(decoding: text, as: UTF8.self) == #"[0.25,"the input equals the baseline"]"#)
    #expect(try JSONDecoder().decode([MetricValue].self, from: text) == values)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([MetricValue].self, from: Data(#"["so be it"]"#.utf8))
    }
  }

  @Test func bandsAreQuartilesOfCurves() throws {
    let curves: [Result<PerturbationCurve.Points, UndefinedCurve>] =
      [0.0, 0.2, 0.4].map {
        .success(PerturbationCurve.Points(features: [0, 0.5, 1], scores: [1, $0, 0]))
      } + [.failure(UndefinedCurve(reason: .inputIsBaseline))]
    let band = try #require(try CurveBand(curves, steps: 4))
    #expect(band.features == [0, 0.25, 0.5, 0.75, 1])
    #expect(abs(band.median[2] - 0.2) < 1e-12)
    #expect(abs(band.lowerQuartile[2] - 0.1) < 1e-12)
    #expect(abs(band.upperQuartile[1] - 0.65) < 1e-12)
    #expect(try CurveBand([curves[3]]) == nil)
    for steps in [0, -1] {
      #expect(
        throws: EvaluationError.setting(
          name: "steps", value: Double(steps), allowed: "1 or more")
      ) { try CurveBand(curves, steps: steps) }
    }
  }
}
