import LimnAttribution
import LimnCore
import LimnData
import LimnFigures
import LimnNetwork
import LimnReports
import LimnTraining
import Testing

/// Reports of tables: rows by their ids, and what pictures are drawn from.
@Suite struct TableReportTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private let features = ["面积", "age of the house in years since it was built", "floor"]

  /// Two hundred rows with ids, in two chunks, one of them bad.
  private func report(bad: Int? = nil) throws -> (Matrix, Network) {
    var stream = RandomStream(seed: 4)
    let inputs = Matrix(rows: 200, columns: 3) { target in
      for i in target.indices { target[i] = Float(Int(stream.normal() * 100)) / 50 }
    }
    let lines = (0..<200).map { row in
      "h\(row),"
        + inputs[row: row].map { row == bad ? "nan" : "\($0)" }.joined(separator: ",")
    }
    let path = "\(place.path)/rows.csv"
    let heading = "name,\(features.joined(separator: ","))"
    try AtomicFile.write(
      Array(([heading] + lines).joined(separator: "\n").utf8), to: path)
    let file = try InputFile(
      path: path, shape: .vector(3), columns: TableColumns(id: "name"))
    let network = try NetworkArchitecture(inputShape: .vector(3), hidden: [4], classCount: 2)
      .network(seed: 3).named(features: features)
    let rows = try ReportInputs(file, rows: 10..<200)
    var page = try PageContent(title: "A report", of: network)
    page.featureNames = features
    page.rowNames = rows.rowNames
    let report = try BatchReport(
      model: ReportModel(network, name: "model.onnx"), inputs: rows, baseline: "zeros",
      methods: try Batches.methods(network), badRows: bad == nil ? .refuse : .skip, page: page,
      version: "test")
    _ = try report.run(to: "\(place.path)/run", work: Work(workers: 1))
    return (inputs, network)
  }

  @Test func rowsHaveTheirIdsEverywhere() throws {
    _ = try report(bad: 12)
    let summary = try ReportSummary(file: "\(place.path)/run/report.json")
    #expect(summary.badRows.map(\.name) == ["h12"])
    let lines = String(
      decoding: try FileBytes.read("\(place.path)/run/predictions.csv"), as: UTF8.self
    ).split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines[0].prefix(3) == ["row", "id", "status"])
    #expect(lines[1].prefix(2) == ["10", "h10"] && lines[190].prefix(2) == ["199", "h199"])
    #expect(lines[3].prefix(2) == ["12", "h12"])
    let page = String(
      decoding: try FileBytes.read("\(place.path)/run/index.html"), as: UTF8.self)
    #expect(page.contains("\"h10\",\"h11\",\"h13\""), "the page has the names of its rows")
    #expect(page.matches(of: /data:image\\?\/png;base64/).count == 5)
  }

  @Test func aReportIsReadBackAsItWasWritten() throws {
    let (inputs, network) = try report(bad: 12)
    let report = try ReportedTable(folder: "\(place.path)/run")
    #expect(report.methods == ["integrated-gradients", "smoothgrad"])
    #expect(report.mainMethod == "integrated-gradients")
    let table = try report.rows(of: "integrated-gradients")
    let rows = (10..<200).filter { $0 != 12 }
    #expect(table.rows.map(\.name) == rows.map { "h\($0)" })
    #expect(table.inputs == inputs.rows(at: rows))
    #expect(table.featureNames == features && table.scoreNames == ["logit of 0", "logit of 1"])
    let scores = network.scores(of: inputs)
    for (place, row) in rows.enumerated() {
      let target = scores[row, 0] >= scores[row, 1] ? 0 : 1
      #expect(table.rows[place].target == target)
      #expect(abs(table.rows[place].score - Double(scores[row, target])) < 1e-5)
      let sum = table.values[row: place].reduce(0) { $0 + Double($1) }
      #expect(abs(sum - (table.rows[place].score - table.rows[place].base)) < 1e-4)
    }
    let first = try table.only(target: 0)
    #expect(first.rows.count == table.rows.count { $0.target == 0 })
    #expect(throws: ReportError.self) { try report.rows(of: "shap") }
  }

  @Test func whatIsNoReportOfATableIsToldSo() throws {
    #expect(throws: ReportError.noReport(place.path)) { try ReportedTable(folder: place.path) }
    _ = try Batches.digits(0..<20).run(to: "\(place.path)/digits", work: Work(workers: 1))
    #expect(throws: ReportError.noTable("\(place.path)/digits")) {
      try ReportedTable(folder: "\(place.path)/digits")
    }
  }
}
