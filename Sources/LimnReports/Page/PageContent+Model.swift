import LimnGraphics
import LimnNetwork
import LimnTraining

extension PageContent {
  /// What a network says of itself.
  public init(title: String, of network: Network) {
    let trained = network.layers.filter { !$0.parameters.isEmpty }.count
    self.init(
      title: title,
      modelFacts: [
        Fact("layers", network.layers.map(\.kind).joined(separator: ", ")),
        Fact("widths", network.widths.map(String.init).joined(separator: " → ")),
        Fact("trained layers", String(trained)),
        Fact("parameters", String(network.parameterCount)),
      ])
  }

  /// Adds how the network was trained.
  public mutating func add(_ history: TrainingHistory) {
    let configuration = history.configuration
    modelFacts += [
      Fact("optimizer", configuration.optimizer.name), Fact("epochs", "\(history.epochs.count)"),
      Fact("training examples", "\(configuration.trainingExamples)"),
    ]
  }
}

extension PageContent {
  /// Adds a picture.
  ///
  /// - Parameter description: its words for those who cannot see it.
  /// - Throws: what drawing throws.
  public mutating func add(_ figure: some Figure, title: String, description: String) throws {
    let svg = String(decoding: try figure.render(as: .svg), as: UTF8.self)
    pictures.append(Picture(title: title, description: description, svg: svg))
  }
}
