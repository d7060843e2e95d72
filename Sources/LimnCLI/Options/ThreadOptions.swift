import ArgumentParser
import Limn

/// The option for the number of threads.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The maximum number of threads; results do not depend on it (default: all cores).",
      valueName: "n",
      visibility: .rare))
  var workers: Int?

  private static let mostWorkers = 1024

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers must be at least 1, not \(workers).")
    }
    if let workers, workers > Self.mostWorkers {
      throw ValidationError("--workers must be at most \(Self.mostWorkers), not \(workers).")
    }
  }

  var workerCount: Int { workers ?? availableWorkers }
}
