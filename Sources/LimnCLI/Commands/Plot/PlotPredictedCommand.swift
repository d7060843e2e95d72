import ArgumentParser
import Limn

/// `limn plot predicted`.
struct PlotPredictedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predicted",
    abstract: "Draw a regression's numbers against the true ones, and what is left between them.",
    discussion: """
      For each number of the model: predicted against true, and residuals against predicted, with R², \
      errors in the number's own unit, and the rows that are farthest off. The report must contain the \
      true numbers. Example:

        limn report --model h.onnx --input h.csv --label-column price --output report
        limn plot predicted report --output predicted.png

      With --json R² and the errors are printed; undefined values are null.
      """)

  @Argument(
    help: ArgumentHelp("The folder of a table's report, made by limn report.", valueName: "report"),
    completion: .directory)
  var folder: String

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let report = try ReportedTable(folder: folder)
    let (outputs, rowNames) = try report.fits()
    let model = report.summary.run.model.name.shown(columns: 60)
    let title = "\(model) on \(report.summary.run.inputs.name.shown(columns: 60))"
    try figure.write(
      try FitFigure(outputs, rowNames: rowNames, title: title), of: report, title: title)
    try general.show(
      PlotDocument(
        figure: figure.output,
        content: PredictedDocument(
          outputs: outputs.compactMap { output in
            output.fit.map { FitDocument($0, name: output.name) }
          })),
      text: figure.written)
  }
}

/// The numbers of `limn plot predicted`.
struct PredictedDocument: Encodable {
  let outputs: [FitDocument]
}
