import ArgumentParser
import Limn

/// `limn plot activations`.
struct PlotActivationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activations",
    abstract: "Draw every unit's activation for one input, layer by layer.",
    discussion: """
      For a network with convolutions or branches it draws each operation's output, its \
      channels as feature maps.

      Example:

        limn plot activations --digit 17 --output activations.png

      With --json the prediction, all activations and the units that are off are printed too. For \
      what units do over a whole data set see limn plot units.
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let model = try model.load(naturalShape: input.naturalShape)
    let input = try input.read(for: ExplainedModel(model))
    let activations = try ActivationsFigure(
      model.network, input: input.values, name: input.name, label: input.labelledClass,
      title: "\(model.title): activations")
    try figure.write(activations, of: model, title: "Activations of \(input.name)")
    try general.show(
      PlotDocument(
        figure: figure.output, content: try ActivationsDocument(of: input, by: model)),
      text: figure.written)
  }
}
