import ArgumentParser
import Limn

/// What every command that computes takes.
struct GeneralOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads to use; results do not depend on it (default: all cores).", valueName: "n"))
  var workers: Int?

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers must be at least 1, not \(workers).")
    }
  }

  var workerCount: Int { workers ?? availableWorkers }
}
