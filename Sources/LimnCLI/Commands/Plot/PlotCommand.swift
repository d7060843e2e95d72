import ArgumentParser

/// `limn plot`.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a network: its structure, weights, activations, mistakes, its training.",
    subcommands: [
      PlotNetworkCommand.self,
      PlotWeightsCommand.self,
      PlotActivationsCommand.self,
      PlotUnitsCommand.self,
      PlotConfusionCommand.self,
      PlotTrainingCommand.self,
    ])
}
