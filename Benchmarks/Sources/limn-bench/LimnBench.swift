import ArgumentParser

/// Measures the cost and the accuracy of Limn.
@main
struct LimnBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limn-bench",
    abstract: "Measure what Limn costs and how near it comes to the truth.",
    subcommands: [
      ShapleyCommand.self, LIMECommand.self, LimitsCommand.self, ConvolutionsCommand.self,
      MeasureCommand.self,
      PlotCommand.self,
      WorkCommand.self, PlantedPatchCommand.self,
    ])
}
