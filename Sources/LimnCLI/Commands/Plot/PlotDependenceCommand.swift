import ArgumentParser
import Limn

/// `limn plot dependence`.
struct PlotDependenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dependence",
    abstract: "Draw one feature's values against their effect, a dot for each row of a report.",
    discussion: """
      Dots are coloured by the feature that it interacts with most, or by --colour. Example:

        limn plot dependence wine-report --feature proline --output proline.png
      """)

  @OptionGroup(title: "Rows") var table: ReportedTableOptions

  @Option(
    help: ArgumentHelp(
      "The feature, by name or number (default: the largest).", valueName: "name|k"))
  var feature: FeatureChoice?

  @Option(
    help: ArgumentHelp(
      "The feature to colour by (default: the strongest interaction).", valueName: "name|k"))
  var colour: FeatureChoice?

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let (report, rows) = try table.read()
    let column = try feature?.column(of: rows.featureNames) ?? rows.importance.order[0]
    let title = rows.featureNames[column].keptApart
    try figure.write(
      try DependenceFigure(
        rows, feature: column, colour: try colour?.column(of: rows.featureNames), title: title),
      of: report, title: title)
    try general.show(FigureDocument(rows, figure: figure.output), text: figure.written)
  }
}
