import LimnCore
import LimnFigures
import LimnGraphics
import LimnNetwork
import LimnTraining

extension PageContent {
  /// Facts on a network, with a diagram of its layers.
  ///
  /// - Parameters:
  ///   - title: the report's heading.
  ///   - network: the network.
  /// - Throws: what drawing throws.
  public init(title: String, of network: Network) throws {
    let layers = network.layers.map(\.kind).joined(separator: ", ")
    self.init(
      title: title,
      modelFacts: [
        Fact("layers", layers),
        Fact("widths", network.widths.map(String.init).joined(separator: " → ")),
        Fact("parameters", String(network.parameterCount)),
      ], classNames: network.output.pageNames, featureNames: network.input.names ?? [],
      categories: network.input.categories.isEmpty
        ? nil : network.input.categories.mapValues(\.words))
    try add(
      LayerDiagram(NetworkSummary(of: network), title: "Layers", orientation: .horizontal),
      title: "The network, layer by layer", description: "A diagram of the layers: \(layers).")
  }

  /// Facts on a model and its inputs; for a network, also pictures.
  ///
  /// - Parameters:
  ///   - model: the explained model.
  ///   - inputs: the explained inputs.
  /// - Throws: what drawing throws.
  public init(of model: ReportModel, _ inputs: ReportInputs) throws {
    let title = "What \(model.name) saw in \(inputs.name)"
    if let network = model.network {
      try self.init(title: title, of: network)
    } else {
      self.init(title: title, classNames: model.model.output.pageNames)
    }
    if let names = inputs.featureNames { featureNames = names }
    rowNames = inputs.rowNames
  }

  /// Adds facts on the training of the network, with its curves.
  ///
  /// - Throws: what drawing throws.
  public mutating func add(_ history: TrainingHistory) throws {
    let configuration = history.configuration
    modelFacts += [
      Fact("optimizer", configuration.optimizer.name), Fact("epochs", "\(history.epochs.count)"),
      Fact("training examples", "\(configuration.trainingExamples)"),
    ]
    guard !history.epochs.isEmpty else { return }
    try add(
      TrainingFigure([TrainingRun(name: "training", history: history)]), title: "Training",
      description:
        "Curves of loss and \(history.metric.rawValue) over \(history.epochs.count) epochs.")
  }

  /// Adds a figure as an SVG picture.
  ///
  /// - Parameters:
  ///   - figure: the figure to draw.
  ///   - title: the title above it.
  ///   - description: a description for readers who cannot see it.
  /// - Throws: what drawing throws.
  public mutating func add(_ figure: some Figure, title: String, description: String) throws {
    let svg = String(decoding: try figure.render(as: .svg), as: UTF8.self)
    pictures.append(Picture(title: title, description: description, svg: svg))
  }
}

extension OutputSchema {
  /// The names of classes, labels or numbers on the page, if they have names; for a single
  /// yes-or-no output, those of both answers.
  fileprivate var pageNames: [String] {
    guard names != nil else { return [] }
    return (0..<(classCount ?? count)).map {
      task == .classification ? className($0) : name(of: $0)
    }
  }
}
