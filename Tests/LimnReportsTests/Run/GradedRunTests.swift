import LimnAttribution
import LimnCore
import LimnData
import LimnReports
import Testing

/// A run counts out all coalitions of blocks only where that is affordable.
@Suite struct GradedRunTests {
  /// What one background row costs is twice affordable, 2¹⁷ evaluations of an input.
  @Test(arguments: [(1, true), (2, true), (3, false)]) func onlyWhereItIsAffordable(
    rows: Int, isGraded: Bool
  ) throws {
    let place = try TemporaryFolder()
    let network = try Batches.network()
    let shap = try SHAP(
      network, background: .rows(Digits.all.inputs.rows(0..<rows)), estimator: .kernel)
    let report = try BatchReport(
      model: ReportModel(network, name: "test model"), inputs: ReportInputs(digits: 100..<104),
      baseline: "zeros", methods: [ReportMethod(shap, settings: [])],
      evaluation: ReportEvaluation(rows: 2, seed: 3), page: PageContent(title: "Graded"),
      version: "test")
    guard
      case .report(let summary) = try report.run(
        to: "\(place.path)/run", work: Work(workers: 2))
    else {
      Issue.record("no report")
      return
    }
    let grade = try #require(summary.evaluation).shapleyGrade
    #expect((grade != nil) == isGraded)
    if isGraded { #expect(grade?.rows == 2 && grade?.estimator == "kernel") }
  }
}
