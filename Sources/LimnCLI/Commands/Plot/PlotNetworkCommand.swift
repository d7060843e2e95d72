import ArgumentParser
import Limn

extension LayerDiagram.Orientation: ExpressibleByArgument {}

/// `limn plot network`.
struct PlotNetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Draw a model's layers, or its units and weights.",
    discussion: """
      Examples:

        limn plot network --output network.svg
        limn plot network --view neurons --strongest 2 --output neurons.pdf

      With --json the layers and their parameters are printed too, as limn summary does.
      """)

  /// The kind of picture.
  enum View: String, ExpressibleByArgument, CaseIterable {
    /// Boxes with each layer's kind, output and parameters.
    case layers
    /// Units and weighted lines.
    case neurons
  }

  @OptionGroup(title: "Model") var model: ModelOptions

  @Option(help: "Boxes for layers, or units with weighted lines.")
  var view = View.layers

  @Option(
    help: ArgumentHelp(
      "Which way the network runs (default: vertical for layers, horizontal for neurons)."))
  var orientation: LayerDiagram.Orientation?

  @Option(
    help: ArgumentHelp(
      "How many incoming weights each unit shows, the strongest ones (default: all where they "
        + "are few, else 3).", valueName: "k"))
  var strongest: Int?

  @OptionGroup(title: "Output") var figure: FigureOptions
  @OptionGroup var general: GeneralOptions

  func validate() throws {
    if let strongest {
      guard view == .neurons else {
        throw ValidationError("--strongest belongs to --view neurons.")
      }
      guard strongest > 0 else {
        throw ValidationError("--strongest must be at least 1, not \(strongest).")
      }
    }
  }

  func run() throws {
    _ = try figure.format()
    let model = try model.load(naturalShape: Digits.inputShape)
    let summary = NetworkSummary(of: model.network)
    switch view {
    case .layers:
      let diagram = LayerDiagram(
        summary, title: model.title,
        orientation: orientation ?? .vertical)
      try figure.write(diagram, of: model, title: "Layers")
    case .neurons:
      let diagram = try NeuronDiagram(
        model.network, title: model.title, strongest: strongest,
        orientation: orientation ?? .horizontal)
      try figure.write(diagram, of: model, title: "Neurons")
    }
    try general.show(
      PlotDocument(
        figure: figure.output, content: SummaryTable(summary, model: model.name).document),
      text: figure.written)
  }
}

extension NamedModel {
  /// The name as a heading: "Embedded digits model"; a file's name is unchanged.
  var title: String {
    name == EmbeddedModel.name ? name.prefix(1).uppercased() + name.dropFirst() : name
  }
}
