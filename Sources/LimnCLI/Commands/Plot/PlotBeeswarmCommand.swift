import ArgumentParser
import Limn

/// `limn plot beeswarm`.
struct PlotBeeswarmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beeswarm",
    abstract: "Draw what high and low values of each feature do: a dot for each row of a report.",
    discussion: """
      Dots are coloured by the row's value, and stand apart for each class that rows are explained \
      for. Example:

        limn plot beeswarm wine-report --target class_1 --output beeswarm.svg
      """)

  @OptionGroup(title: "Rows") var table: ReportedTableOptions
  @OptionGroup(title: "Rows") var strongest: StrongestOptions

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let (report, rows) = try table.read()
    let title = "How the features act, by \(rows.title)"
    try figure.write(
      try BeeswarmFigure(rows, title: title, strongest: strongest.features), of: report,
      title: title)
    try general.show(FigureDocument(rows, figure: figure.output), text: figure.written)
  }
}
