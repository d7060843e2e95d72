import ArgumentParser
import Limn

extension WeightsFigure.Part: ExpressibleByArgument {}

/// `limn plot weights`.
struct PlotWeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights",
    abstract: "Draw what each first-layer unit looks for, the weight matrices and histograms.",
    discussion: """
      For a network with convolutions the filters and the histograms are drawn.

      Units that are never active are named if there is a data set: the built-in digits \
      for a model of digits, or --input and --labels.

      Examples:

        limn plot weights --output weights.png
        limn plot weights --show units --output units.pdf

      With --json the distribution of each layer's weights and its dead units are printed too.
      """)

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Data set") var set: SetOptions

  @Option(help: "What to draw; may be given several times (default: all).")
  var show: [WeightsFigure.Part] = []

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    _ = try figure.format()
    let model = try model.load(naturalShape: set.naturalShape)
    let network = model.network
    // Dead units are determined only for chains of dense layers.
    let fits =
      !network.stages.isEmpty && network.inputShape.count == Digits.inputShape.count
      && network.outputCount == Digits.classCount
    let named = set.isNamed || fits ? try set.read(for: network) : nil
    let activity = try named.map { try NetworkActivity(of: network, on: $0.set, strongest: 0) }
    let weights = try WeightsFigure(
      network, title: "\(model.title): weights", activity: activity,
      parts: show.isEmpty ? Set(WeightsFigure.Part.allCases) : Set(show))
    try figure.write(weights, of: model, title: "Weights")
    try general.show(
      PlotDocument(
        figure: figure.output,
        content: WeightsDocument(model, activity: activity, set: named?.name)), text: figure.written
    )
  }
}
