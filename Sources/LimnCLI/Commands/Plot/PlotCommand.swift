import ArgumentParser

/// `limn plot`.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a network, its training, or what a table's report found.",
    subcommands: [
      PlotNetworkCommand.self,
      PlotWeightsCommand.self,
      PlotActivationsCommand.self,
      PlotUnitsCommand.self,
      PlotConfusionCommand.self,
      PlotTrainingCommand.self,
      PlotImportanceCommand.self,
      PlotBeeswarmCommand.self,
      PlotWaterfallCommand.self,
      PlotDependenceCommand.self,
      PlotHeatmapCommand.self,
      PlotPredictedCommand.self,
    ])
}
