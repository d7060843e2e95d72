import ArgumentParser
import Limn

/// `limn plot heatmap`.
struct PlotHeatmapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heatmap",
    abstract: "Draw all rows of a report at once, as columns ordered by score.",
    discussion: """
      Example:

        limn plot heatmap wine-report --output rows.png
      """)

  @OptionGroup(title: "Rows") var table: ReportedTableOptions
  @OptionGroup(title: "Rows") var strongest: StrongestOptions

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let (report, rows) = try table.read()
    let title = "All rows, by \(rows.title)"
    try figure.write(
      try RowsHeatmapFigure(rows, title: title, strongest: strongest.features), of: report,
      title: title)
    try general.show(FigureDocument(rows, figure: figure.output), text: figure.written)
  }
}
