import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@testable import LimnEvaluation

@Suite struct AgreementTests {
  private func attribution(_ values: [Double], _ quantity: Quantity = .contribution) -> Attribution
  {
    Attribution(
      method: "given", objective: .logit(0), shape: .vector(values.count), quantity: quantity,
      values: values, scoreAtInput: 1, scoreAtBaseline: 0, evaluations: 0)
  }

  @Test func countsByHand() throws {
    // Top three: 0, 3, 1 with signs + − +, and 0, 2, 3 with signs + + +.
    let a = attribution([9, 2, 1, -5, 0])
    let b = attribution([8, 0, 4, 3, -1])
    let scores = try MethodAgreement(k: 3).scores(of: a, b)
    #expect(scores.topOverlap == .value(2.0 / 3))
    #expect(scores.signAgreement == .value(1.0 / 3))
    #expect(scores.rankAgreement == .value(1.0 / 3))
    #expect(scores.signedRankAgreement == .value(1.0 / 3))
    // Ranks 5 4 3 1 2 and 5 2 4 3 1: Σd² = 0 + 4 + 1 + 4 + 1, and 1 − 6 · 10 / (5 · 24) = ½.
    #expect(abs(try #require(scores.rankCorrelation.number) - 0.5) < 1e-12)
  }

  @Test func anAttributionAgreesWithItselfAndNotWithItsOpposite() throws {
    let a = attribution([9, 2, 1, -5, 0.5])
    let same = try MethodAgreement(k: 3).scores(of: a, a)
    for measure in MethodAgreement.Measure.allCases {
      #expect(abs(try #require(same[measure].number) - 1) < 1e-12)
    }
    let opposite = try MethodAgreement(k: 3).scores(of: a, attribution(a.values.map { -$0 }))
    #expect(opposite.topOverlap == .value(1))
    #expect(opposite.signAgreement == .value(0))
    #expect(opposite.signedRankAgreement == .value(0))
    #expect(abs(try #require(opposite.rankCorrelation.number) + 1) < 1e-12)
  }

  @Test func zerosNameNoFeature() throws {
    // Equal zeros must not pass for three features in common.
    let scores = try MethodAgreement(k: 4).scores(
      of: attribution([1, 0, 0, 0, 0]), attribution([1, 0, 0, 0, 0]))
    #expect(scores.topOverlap == .value(0.25))
    let none = try MethodAgreement(k: 4).scores(
      of: attribution([0, 0, 0]), attribution([1, 2, 3]))
    #expect(none.topOverlap == .undefined(.zeroAttribution))
    #expect(none.rankCorrelation == .undefined(.constantAttribution))
  }

  @Test func magnitudesHaveNoSignsToAgree() throws {
    let scores = try MethodAgreement(k: 2).scores(
      of: attribution([-3, 2, 1]), attribution([3, 2, 1], .slopeMagnitude))
    #expect(scores.signAgreement == .undefined(.unsignedQuantity))
    #expect(scores.signedRankAgreement == .undefined(.unsignedQuantity))
    #expect(abs(try #require(scores.rankCorrelation.number) - 1) < 1e-12)
  }

  @Test func asksForWhatItCanCompare() {
    #expect(
      throws: EvaluationError.setting(name: "top features", value: 0, allowed: "1 or more")
    ) { try MethodAgreement(k: 0).scores(of: attribution([1]), attribution([1])) }
    #expect(
      throws: EvaluationError.attributionWidth(method: "given", row: 0, found: 2, expected: 1)
    ) { try MethodAgreement().scores(of: attribution([1]), attribution([1, 2])) }
  }
}

@Suite struct ShapleyGradeTests {
  private func imageBatch(rows: Int = 6) throws -> ExplainedBatch {
    let vector = try Subjects.random(inputs: 36, hidden: [12])
    let network = try Network(
      inputShape: .image(height: 6, width: 6), layers: vector.layers)
    return try Subjects.batch(network, Subjects.inputs(rows: rows, columns: 36))
  }

  @Test func gradesAgainstAllCoalitions() throws {
    let batch = try imageBatch()
    let shap = try SHAP(batch.model, estimator: .permutation, evaluations: 200, seed: 3)
    let grades = try ShapleyGrade().grades(of: shap, in: batch, work: Work(workers: 1))
    let exact = try SHAP(batch.model, segmentation: .blocks(2), estimator: .exact)
    let sampled = try SHAP(
      batch.model, segmentation: .blocks(2), estimator: .permutation, evaluations: 200,
      seed: 3)
    for row in 0..<batch.count {
      let input = Array(batch.inputs[row: row])
      let truth = try exact.attribution(of: input, objective: .logit(0))
      let estimate = try sampled.attribution(of: input, objective: .logit(0))
      // One pixel stands for its block of four.
      let corners = [0, 2, 4, 12, 14, 16, 24, 26, 28]
      let errors = corners.map { estimate.values[$0] - truth.values[$0] }
      let expected =
        errors.reduce(0) { $0 + $1 * $1 }
        / corners.reduce(0) { $0 + truth.values[$1] * truth.values[$1] }
      let bars = try #require(estimate.standardErrors)
      let held = zip(corners, errors).count { abs($1) <= 1.96 * bars[$0] }
      let grade = grades[row]
      let error = try #require(grade.normalizedSquaredError.number)
      let rounding = 1e-9 * (1 + expected)
      #expect(abs(error - expected) < rounding)
      #expect(grade.intervals == 9)
      #expect(grade.held == held)
      #expect(expected < 0.5)
    }
    let summary = GradeSummary(estimator: .permutation, grades: grades)
    #expect(try #require(summary.controlError?.median) > summary.error?.median ?? .infinity)
  }

  @Test func aWideCoverageGapIsCalledTooNarrow() {
    let grade = ShapleyGrade.Grade(
      normalizedSquaredError: .value(0.1), controlError: .value(2), intervals: 10, held: 5)
    let better = ShapleyGrade.Grade(
      normalizedSquaredError: .value(0.1), controlError: .value(2), intervals: 10, held: 6)
    let summary = GradeSummary(estimator: .kernel, grades: [grade, better, grade, better])
    #expect(summary.coverage == 0.55)
    #expect(summary.verdict == .tooNarrow)
    let good = ShapleyGrade.Grade(
      normalizedSquaredError: .value(0.1), controlError: .value(2), intervals: 20, held: 19)
    #expect(GradeSummary(estimator: .kernel, grades: [good, good]).verdict == .asStated)
    // 92.5 ± 2.5%: below 95%, and within 1.96 standard errors of it.
    let worse = ShapleyGrade.Grade(
      normalizedSquaredError: .value(0.1), controlError: .value(2), intervals: 20, held: 18)
    let near = GradeSummary(estimator: .kernel, grades: [good, worse])
    #expect(near.coverage == 0.925)
    #expect(near.verdict == .asStated)
  }

  @Test func gradesASampledEstimatorInPlaceOfAnAnalyticOne() throws {
    let model = try Subjects.linear([1, 2])
    #expect(try ShapleyGrade.sampledEstimator(of: SHAP(model)) == .gaussianProcess)
    #expect(
      try ShapleyGrade.sampledEstimator(of: SHAP(model, estimator: .kernel)) == .kernel)
  }
}
