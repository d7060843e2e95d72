import ArgumentParser
import Limn

/// The options of every command that computes.
struct GeneralOptions: ParsableArguments {
  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Print the result as JSON.")
  var json = false

  var workerCount: Int { threads.workerCount }

  /// The work of a command: its threads, its cancellation, and the bar for its progress.
  func work(until cancellation: Cancellation, on bar: ProgressBar) throws -> Work {
    try Work(workers: workerCount, cancellation: cancellation) { bar.show($0) }
  }

  /// The work of a command that explains a model.
  func work(
    until cancellation: Cancellation, on bar: ProgressBar, of model: ExplainedModel
  ) throws -> Work {
    let show = model.show(bar)
    return try Work(workers: workerCount, cancellation: cancellation) { show($0, nil) }
  }

  /// Writes a result to standard output, as JSON or as text.
  ///
  /// - Throws: `StreamError`; `EncodingError` for a number that JSON cannot represent; the errors
  ///   of computing the result.
  func show(
    _ result: @autoclosure () throws -> some Encodable, text: @autoclosure () throws -> TerminalText
  ) throws {
    try StandardStream.output.write(
      json ? TerminalText(json: try jsonText(try result())) : try text())
  }
}
