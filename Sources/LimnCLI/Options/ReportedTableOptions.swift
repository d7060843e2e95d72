import ArgumentParser
import Limn

/// The options for the rows of a report and the method that a picture shows.
struct ReportedTableOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The folder of a table's report, made by limn report.", valueName: "report"),
    completion: .directory)
  var folder: String

  @Option(
    help: ArgumentHelp(
      "The method to draw (default: shap, or the first one with contributions).",
      valueName: "name"))
  var method: String?

  @Option(
    help: ArgumentHelp(
      "Only the rows that were explained for this class or output.", valueName: "k|name"))
  var target: OutputChoice?

  /// The table, and the requested rows with a method's values.
  ///
  /// - Throws: `ReportError`, ``CommandError``, `DataError`, `FileError`, `FigureError`.
  func read() throws -> (report: ReportedTable, rows: AttributedRows) {
    let report = try ReportedTable(folder: folder)
    guard let name = method ?? report.mainMethod else { throw FigureError.nothingToShow }
    return (report, try only(try report.rows(of: name), of: report))
  }

  /// - Throws: ``CommandError``, `FigureError`.
  func only(_ rows: AttributedRows, of report: ReportedTable) throws -> AttributedRows {
    guard let target else { return rows }
    return try rows.only(target: try target.output(of: report.summary.run.model.output))
  }
}

/// The option for the number of features in a picture.
struct StrongestOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How many features to show, largest first.", valueName: "n"))
  var features = 20

  func validate() throws {
    guard (1...500).contains(features) else {
      throw ValidationError("--features must be from 1 to 500, not \(features).")
    }
  }
}

extension FigureOptions {
  /// Writes a picture of a report's rows.
  ///
  /// - Throws: the errors of drawing and writing.
  func write(_ figure: some Figure, of report: ReportedTable, title: String) throws {
    try AtomicFile.write(
      try figure.render(
        as: format(), scale: scale,
        text: [
          PNG.Text("Software", "Limn"), PNG.Text("Title", title),
          PNG.Text("Model", report.summary.run.model.name),
        ]), to: output)
  }
}

/// A feature, by its number or its name.
struct FeatureChoice: ExpressibleByArgument, Equatable {
  let text: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    text = argument
  }

  /// The feature's column: the one with this name, or else with this number.
  ///
  /// - Throws: `CommandError.noSuchFeature`.
  func column(of names: [String]) throws -> Int {
    if let place = names.firstIndex(of: text) { return place }
    if let number = Int(text), names.indices.contains(number) { return number }
    throw CommandError.noSuchFeature(text, names: names)
  }
}
