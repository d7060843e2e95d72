import ArgumentParser
import Limn

/// The options for explaining layers and units inside a network.
struct LayerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A layer, named as in `limn summary`: grad-cam uses its maps (default: the last convolution), "
        + "activation and conductance show its units, and in limn explain every other method explains "
        + "the score by its units instead of the input.", valueName: "name"))
  var layer: String?

  @Flag(
    help: ArgumentHelp(
      "grad-cam: use the gradient at each place (HiResCAM) instead of the map's mean.",
      visibility: .rare))
  var hires = false

  @Option(
    help: ArgumentHelp(
      "Explain a unit inside the network instead of an output: a layer and a number, or indices "
        + "along its axes, such as \"convolution 2:3,0,1\".", valueName: "layer:index",
      visibility: .rare))
  var neuron: NeuronChoice?

  /// The model whose output is the requested unit, or the model itself if none is requested.
  ///
  /// - Throws: `AttributionError.noSuchLayer`, `.noSuchUnit`; `CommandError.noNetwork`.
  func applied(to model: ExplainedModel) throws -> ExplainedModel {
    guard let neuron else { return model }
    let network = try model.requiredNetwork(for: "--neuron")
    let place = try LayerPlace(neuron.layer, in: network)
    return ExplainedModel(
      NamedModel(
        name: model.name, network: try place.neuron(neuron.unit, of: network),
        givenFeatureNames: model.givenFeatureNames, columnNames: model.columnNames))
  }
}

/// A unit of a layer: "dense 1:17", "convolution 2:3,0,1".
struct NeuronChoice: ExpressibleByArgument, Equatable {
  let layer: String
  let unit: [Int]

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":") else { return nil }
    let places = argument[argument.index(after: colon)...]
      .split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let unit = places.compactMap { $0 }
    guard colon > argument.startIndex, unit.count == places.count else { return nil }
    layer = String(argument[..<colon])
    self.unit = unit
  }
}
