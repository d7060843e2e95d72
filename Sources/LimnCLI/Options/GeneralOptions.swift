import ArgumentParser
import Limn

/// What every command that computes takes.
struct GeneralOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most threads to use; what cannot be shared out takes one, and results do not depend on "
        + "it (default: all cores).", valueName: "n"))
  var workers: Int?

  @Flag(help: "Print the result as JSON.")
  var json = false

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

  /// The work of a command: its threads, what stops it, and where it says how far it has come.
  func work(until cancellation: Cancellation, on bar: ProgressBar) -> Work {
    Work(workers: workerCount, cancellation: cancellation) { bar.show($0) }
  }

  /// The same work of a command that explains a model.
  func work(until cancellation: Cancellation, on bar: ProgressBar, of model: ExplainedModel) -> Work
  {
    let show = model.show(bar)
    return Work(workers: workerCount, cancellation: cancellation) { show($0, nil) }
  }

  /// Writes a result to standard output, for machines or for people.
  ///
  /// - Throws: `StreamError`; `EncodingError` for a number that JSON does not have; what finding the
  ///   result throws.
  func show(
    _ result: @autoclosure () throws -> some Encodable, text: @autoclosure () throws -> TerminalText
  ) throws {
    try StandardStream.output.write(
      json ? TerminalText(json: try jsonText(try result())) : try text())
  }
}
