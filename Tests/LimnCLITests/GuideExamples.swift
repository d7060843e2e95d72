import Limn
import Testing

/// The example of the guide to batch reports, so that it compiles and runs.
private func reportExample(_ network: Network, folder: String) throws -> BatchReport.Outcome {
  // Begin Reports.
  let report = try BatchReport(
    model: ReportModel(network, name: "mine"), inputs: ReportInputs(digits: 0..<1797),
    baseline: "zeros",
    methods: [ReportMethod(SHAP(model: network))],
    evaluation: ReportEvaluation(rows: 24),
    page: PageContent(title: "Digits", of: network), version: "1")
  let outcome = try report.run(to: folder)
  // End.
  return outcome
}

/// The example of the guide to evaluation.
private func evaluationExample(
  _ network: Network, digits: Matrix, objectives: [Objective]
) throws -> EvaluationTable {
  // Begin Evaluation.
  let batch = try ExplainedBatch(model: network, inputs: digits, objectives: objectives)
  let method = EvaluatedMethod(try IntegratedGradients(network))
  let table = try Evaluation(seed: 1).table(of: [method], on: batch)
  print(table.methods[0][.deletion]?.verdict ?? "no value")
  // End.
  return table
}

@Suite struct GuideTests {
  private static let root =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  private static func guide(_ name: String) throws -> String {
    String(decoding: try FileBytes.read("\(root)/Docs/Guides/\(name).md"), as: UTF8.self)
  }

  @Test func examplesRun() throws {
    let folder = try Folder()
    let network = try TestModels.digits()
    guard case .report(let summary) = try reportExample(network, folder: "\(folder.path)/out")
    else {
      Issue.record("no report")
      return
    }
    #expect(summary.explained == 1797 && summary.evaluation?.rows.count == 24)
    let digits = Digits.all.inputs.rows(0..<6)
    let table = try evaluationExample(
      network, digits: digits, objectives: (0..<6).map { .logit($0) })
    #expect(table.count == 6)
  }

  @Test(arguments: ["Reports", "Evaluation"]) func guideShowsTheExampleThatRuns(name: String)
    throws
  {
    let source = String(decoding: try FileBytes.read(#filePath), as: UTF8.self)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let begin = try #require(lines.firstIndex(of: "  // Begin \(name)."))
    let end = try #require(lines[begin...].firstIndex(of: "  // End."))
    let guide = try Self.guide(name)
    for line in lines[begin + 1..<end] where !line.isEmpty {
      #expect(guide.contains("\n\(line.dropFirst(2))\n"), "\(line)")
    }
  }

  /// Every option the guides name is one.
  @Test(arguments: ["Reports", "Evaluation"]) func guidesNameOptionsThatExist(name: String) throws {
    let folder = try Folder()
    let help = try ["report", "merge", "evaluate", "train"].map {
      try limn("\($0) --help", in: folder).output
    }.joined()
    for option in try Self.guide(name).matches(of: #/--[a-z][a-z-]+/#).map(\.output) {
      #expect(help.contains("\(option) ") || help.contains("\(option)\n"), "\(option)")
    }
  }
}
