import ArgumentParser
import Limn

/// `limn plot confusion`.
struct PlotConfusionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confusion",
    abstract:
      "Draw the confusion matrix, or for a regression predicted against true.",
    discussion: """
      Examples:

        limn plot confusion --part test --output confusion.png
        limn plot confusion --input x.npy --labels y.npy --output confusion.svg

      For several labels each has its own yes-or-no table. With --json the counts, precision, recall \
      and F1, or for a regression R² and errors, are printed too; undefined values are null.
      """)

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Data set") var set: SetOptions

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let loaded = try model.load(naturalShape: set.naturalShape)
    let model = try loaded.naming(outputs: set.outputNames(for: loaded.network.output))
    let named = try set.read(for: model.network)
    let confusion = try ConfusionFigure(
      model.network, on: named.set, title: "\(model.title) on \(named.name)")
    try figure.write(confusion, of: model, title: "Confusion on \(named.name)")
    try general.show(
      PlotDocument(
        figure: figure.output,
        content: try ConfusionDocument(of: model, on: named)), text: figure.written)
  }
}
