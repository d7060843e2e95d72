import ArgumentParser

/// `limn plot`.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a network: its structure, weights, activations, mistakes, its training.",
    subcommands: [
      PlotTrainingCommand.self
    abstract: "Draw a network: its structure, weights, activations, mistakes.",
    subcommands: [
      PlotNetworkCommand.self,
      PlotWeightsCommand.self,
      PlotActivationsCommand.self,
      PlotUnitsCommand.self,
      PlotConfusionCommand.self,
    ])
}
