import ArgumentParser
import Limn

/// The options for the architecture of the trained network.
struct ArchitectureOptions: ParsableArguments {
  @Option(
    name: .customLong("hidden"),
    help: ArgumentHelp(
      "The units of each hidden layer, 1 to 65536 in at most 256 layers, such as 64,32, or none "
        + "(default: 64).", valueName: "n,n,..."))
  var namedHidden: HiddenLayers?

  @Option(
    name: .customLong("activation"),
    help: "The activation of the hidden layers (default: relu).")
  var namedActivation: Activation?

  @Option(
    name: .customLong("dropout"),
    help: ArgumentHelp(
      "The share of hidden units dropped in training, below 1 (default: 0).", valueName: "share",
      visibility: .rare))
  var namedDropout: Float?

  @Option(
    help: ArgumentHelp(
      "All layers in order, instead of the options above: convNxK (N channels, a kernel of K by K "
        + "pixels; convNxKsS with a stride of S), maxpoolK, avgpoolK, denseN, dropoutP and the "
        + "names of activations. The output layer is added.", valueName: "layer,layer,..."),
    transform: LayerItem.list)
  var layers: [LayerItem]?

  func validate() throws {
    guard layers != nil else { return }
    if namedHidden != nil || namedActivation != nil || namedDropout != nil {
      throw ValidationError(
        "--layers names all layers: leave out --hidden, --activation and --dropout.")
    }
  }

  var hidden: HiddenLayers { namedHidden ?? HiddenLayers(units: [64]) }
  var activation: Activation { namedActivation ?? .relu }
  var dropout: Float { namedDropout ?? 0 }

  /// - Parameter training: the training examples.
  /// - Throws: `TrainingError`, `ModelError`.
  func network(for data: TrainingData, training: LabeledSet, seed: UInt64) throws -> Network {
    let shape = NetworkArchitecture.inputShape(for: data.schema)
    let factor = data.isStandardised ? 1 : data.factor
    let output = try data.examples.targets.output(names: data.outputNames)
    let architecture =
      if let layers {
        NetworkArchitecture(
          inputShape: shape, inputFactor: factor, layers: layers, output: output)
      } else {
        NetworkArchitecture(
          inputShape: shape, inputFactor: factor, hidden: hidden.units, activation: activation,
          dropout: dropout, output: output)
      }
    return try architecture.network(
      seed: seed, for: data.schema, standardising: data.isStandardised ? training.inputs : nil
    ).named(features: data.featureNames)
  }
}

/// The units of each hidden layer, as "64,32"; "none" for a linear model.
struct HiddenLayers: ExpressibleByArgument, Equatable {
  let units: [Int]

  private static let mostUnits = 65_536
  private static let mostLayers = 256

  init(units: [Int]) {
    self.units = units
  }

  init?(argument: String) {
    guard argument != "none" else {
      units = []
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let units = parts.compactMap { Int($0) }.filter { (1...Self.mostUnits).contains($0) }
    guard units.count == parts.count, units.count <= Self.mostLayers else { return nil }
    self.units = units
  }

  var defaultValueDescription: String {
    units.isEmpty ? "none" : units.map(String.init).joined(separator: ",")
  }
}

extension Activation: ExpressibleByArgument {}
