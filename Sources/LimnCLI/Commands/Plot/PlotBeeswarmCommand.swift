import ArgumentParser
import Limn

/// `limn plot beeswarm`.
struct PlotBeeswarmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beeswarm",
    abstract: "Draw the effect of high and low feature values: a dot for each row of a report.",
    discussion: """
      Dots are coloured by the row's value, with a plot for each class that rows are explained \
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
