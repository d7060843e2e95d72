import ArgumentParser
import Limn

/// The network that is trained.
struct ArchitectureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The units of each hidden layer, 1 to 65536 in at most 256 layers, such as 64,32, or none.",
      valueName: "n,n,..."))
  var hidden = HiddenLayers(units: [64])

  @Option(help: "The activation of the hidden layers.")
  var activation = Activation.relu

  @Option(
    help: ArgumentHelp(
      "The share of hidden units dropped in training, below 1.", valueName: "share"))
  var dropout: Float = 0

  /// - Throws: `TrainingError`, `ModelError`.
  func network(for data: TrainingData, seed: UInt64) throws -> Network {
    try NetworkArchitecture(
      inputShape: data.shape, inputFactor: data.factor, hidden: hidden.units,
      activation: activation, dropout: dropout,
      output: data.examples.targets.output(names: data.outputNames)
    ).network(seed: seed).named(features: data.featureNames)
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
