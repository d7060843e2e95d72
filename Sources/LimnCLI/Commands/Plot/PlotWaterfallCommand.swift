import ArgumentParser
import Limn

/// `limn plot waterfall`.
struct PlotWaterfallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waterfall",
    abstract: "Draw how the score of one row arises, feature by feature.",
    discussion: """
      From the score without the row's features to the score with them; features with small contributions \
      form one step. Example:

        limn plot waterfall wine-report --row 14 --output row-14.pdf
      """)

  @OptionGroup(title: "Rows") var table: ReportedTableOptions

  @Option(
    help: ArgumentHelp(
      "The row: its id if rows have ids, or its place in the source, counted from 0.",
      valueName: "id|k"))
  var row: String

  @Option(
    help: ArgumentHelp(
      "How many features have a step of their own; the rest is one.", valueName: "n"))
  var features = 12

  func validate() throws {
    guard (1...100).contains(features) else {
      throw ValidationError("--features must be from 1 to 100, not \(features).")
    }
  }

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let (report, rows) = try table.read()
    guard
      let place = rows.rows.firstIndex(where: { $0.name == row })
        ?? rows.rows.firstIndex(where: { $0.name == "row \(row)" })
    else { throw CommandError.noSuchNamedRow(row, in: table.folder) }
    let title = "Why \(rows.rows[place].name.keptApart)?"
    try figure.write(
      try WaterfallFigure(rows, row: place, title: title, strongest: features), of: report,
      title: title)
    try general.show(FigureDocument(rows, figure: figure.output), text: figure.written)
  }
}
