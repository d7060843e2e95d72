import ArgumentParser
import Limn

/// What every command that computes takes.
struct GeneralOptions: ParsableArguments {
  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Print the result as JSON.")
  var json = false

  var workerCount: Int { threads.workerCount }

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
