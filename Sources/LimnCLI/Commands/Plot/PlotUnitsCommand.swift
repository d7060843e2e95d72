import ArgumentParser
import Limn

/// `limn plot units`.
struct PlotUnitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "Draw the units over a data set: mean activation by class, exciting inputs.",
    discussion: """
      Examples:

        limn plot units --output units.png
        limn plot units --part test --unit 3 --unit 17 --output two-units.svg

      With --json the means, the dead units and the most exciting examples of every unit are \
      printed too.
      """)

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Data set") var set: SetOptions

  @Option(
    help: ArgumentHelp(
      "The dense layer whose exciting inputs are shown, counted from 1 (default: 1).",
      valueName: "n"))
  var layer: Int?

  @Option(
    help: ArgumentHelp(
      "A unit of that layer, counted from 0; may be given several times (default: for each class "
        + "the unit that prefers it most; for a regression for each quartile of its examples).",
      valueName: "k"))
  var unit: [Int] = []

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let loaded = try model.load(naturalShape: set.naturalShape)
    let model = try loaded.naming(outputs: set.outputNames(for: loaded.network.output))
    let named = try set.read(for: model.network)
    let activity = try NetworkActivity(of: model.network, on: named.set)
    let units = try ActivityFigure(
      model.network, activity: activity, set: named.set, layer: layer,
      units: unit.isEmpty ? nil : unit, title: "\(model.title) on \(named.name)")
    try figure.write(units, of: model, title: "Units on \(named.name)")
    try general.show(
      PlotDocument(
        figure: figure.output,
        content: ActivityDocument(activity, model: model, on: named.set, set: named.name)),
      text: figure.written)
  }
}
