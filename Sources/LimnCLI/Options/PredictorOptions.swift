import ArgumentParser
import Limn

/// The options for a model that is another program.
struct PredictorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A program instead of --model: it reads rows from its standard input and writes scores to its "
        + "standard output, as described in Docs/Guides/Predictors.md.", valueName: "command"))
  var predictor: String?

  @Option(
    help: ArgumentHelp(
      "How many copies of the predictor to run in parallel (default: 1).", valueName: "n",
      visibility: .rare))
  var predictorProcesses: Int?

  @Option(
    help: ArgumentHelp(
      "How long the predictor may take for one answer (default: 60).", valueName: "seconds",
      visibility: .rare))
  var predictorTimeout: Double?

  private static let timeouts = 0.01...86_400.0

  func validate() throws {
    if let predictor, predictor.allSatisfy(\.isWhitespace) {
      throw ValidationError("--predictor takes a command, such as 'python3 predict.py'.")
    }
    for (option, isGiven) in [
      ("--predictor-processes", predictorProcesses != nil),
      ("--predictor-timeout", predictorTimeout != nil),
    ] where isGiven && predictor == nil {
      throw ValidationError("\(option) goes with --predictor.")
    }
    let processes = Predictor.Settings.processRange
    if let count = predictorProcesses, !processes.contains(count) {
      throw ValidationError(
        "--predictor-processes must be from \(processes.lowerBound) to \(processes.upperBound), "
          + "not \(count).")
    }
    if let timeout = predictorTimeout, !Self.timeouts.contains(timeout) {
      throw ValidationError(
        "--predictor-timeout must be from 0.01 to 86400 seconds, not \(timeout).")
    }
  }

  func settings(task: OutputSchema.Task?, outputNames: [String]?) -> Predictor.Settings {
    Predictor.Settings(
      processes: predictorProcesses ?? 1,
      timeout: predictorTimeout.map { .seconds($0) } ?? Predictor.Settings.standardTimeout,
      task: task, outputNames: outputNames)
  }
}
