import ArgumentParser
import Limn

/// `limn plot importance`.
struct PlotImportanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "importance",
    abstract: "Draw which features matter in a report: mean magnitudes over rows, with intervals.",
    discussion: """
      All methods of the report are drawn side by side, each on its own scale; --method shows one. \
      Bars are stacked by the class that rows are explained for, where there are a few. Examples:

        limn report --model wine.onnx --input wine.csv --output wine-report
        limn plot importance wine-report --output importance.png

      With --json the means and their standard errors are printed.
      """)

  @OptionGroup(title: "Rows") var table: ReportedTableOptions
  @OptionGroup(title: "Rows") var strongest: StrongestOptions

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let report = try ReportedTable(folder: table.folder)
    let names = table.method.map { [$0] } ?? report.methods
    let tables = try names.map { try table.only(try report.rows(of: $0), of: report) }
    let contents = tables.map { rows in
      ImportanceFigure.Content(
        method: rows.method,
        measure: "mean size of the \(rows.quantity.measure(of: report.summary.commonScoreName))",
        importance: rows.importance, targetNames: report.summary.targetNames)
    }
    let title = "Which features matter: \(report.summary.run.model.name.shown(columns: 60))"
    let picture = try ImportanceFigure(
      contents, featureNames: tables[0].featureNames, title: title,
      strongest: strongest.features)
    try figure.write(picture, of: report, title: title)
    try general.show(
      PlotDocument(figure: figure.output, content: ImportanceDocument(tables)),
      text: figure.written)
  }
}

/// The numbers of `limn plot importance`.
struct ImportanceDocument: Encodable {
  let methods: [Method]

  struct Method: Encodable {
    let name: String
    let rows: Int
    let features: [Feature]
  }

  /// The largest first.
  struct Feature: Encodable {
    let name: String
    let mean: Double
    let standardError: Double
  }

  init(_ tables: [AttributedRows]) {
    methods = tables.map { table in
      let importance = table.importance
      let (means, errors) = (importance.means, importance.standardErrors)
      return Method(
        name: table.method, rows: importance.count,
        features: importance.order.map {
          Feature(name: table.featureNames[$0], mean: means[$0], standardError: errors[$0])
        })
    }
  }
}
