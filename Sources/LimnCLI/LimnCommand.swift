import ArgumentParser
import Limn

/// The command `limn`.
///
/// A new command is a file in `Commands/` and a line in `subcommands`. Shared code is in `Options/`
/// (input, model, objective, methods), `Output/` (a staged folder, JSON) and `Terminal/` (streams,
/// colours, progress). A command throws the library's errors: `Sentences/` has a file for each
/// error type, which converts it to one sentence and an exit status.
@main
struct LimnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limn",
    abstract: "Show what a neural network saw, as pictures and numbers with error bars.",
    discussion: """
      Try it on a handwritten digit that lives inside the program, with a model that does too:

        limn explain --digit 0

      Your own model comes as an ONNX file (--model), your own input as an image (--image) or as a \
      row of an array or a table (--input FILE.npy or FILE.csv).

      Results go to standard output, --json makes them JSON; progress and complaints go to standard \
      error. Exit status: 0 done, 64 wrong usage, 65 bad data, 66 no such input, 69 a library or a predictor that fails, \
      70 a bug in limn, 73 cannot write, 130 stopped by Ctrl-C.
      """,
    version: Release.version,
    subcommands: [
      ExplainCommand.self,
      PredictCommand.self,
      TrainCommand.self,
      ReportCommand.self,
      MergeCommand.self,
      SummaryCommand.self,
      DiffCommand.self,
      PlotCommand.self,
      EvaluateCommand.self,
      ServeCommand.self,
      WorkerCommand.self,
    ])

  static func main() {
    StandardStream.prepare()
    let arguments = CommandLine.arguments.dropFirst().map { $0 == helpAll ? helpHidden : $0 }
    do {
      let path = CommandPath(arguments)
      if let stranger = path.stranger {
        throw CommandError.noSuchCommand(stranger, of: path.name, nearest: path.nearest)
      }
      var command = try parsed(arguments, of: path)
      let cancellation = Cancellation()
      let stoppable = command as? any StoppableCommand
      let interruption = Interruption(of: cancellation, patience: Self.patience(of: stoppable))
      defer { withExtendedLifetime(interruption) {} }
      if let stoppable {
        try stoppable.run(until: cancellation)
      } else {
        try command.run()
      }
    } catch {
      leave(because: error, after: arguments)
    }
  }

  /// The command with its arguments.
  ///
  /// - Throws: `CommandError.noSuchOption` for an option that the command does not have, whatever else is
  ///   wrong; the parser's errors, and those of the command's own validation.
  private static func parsed(
    _ arguments: [String], of path: CommandPath
  ) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(StandardInputArgument.joined(arguments))
    } catch {
      guard exitCode(for: error) != .success,
        let stranger = StrangeOption(in: arguments, of: path.command)
      else { throw error }
      throw CommandError.noSuchOption(stranger.name, of: path.name, nearest: stranger.nearest)
    }
  }

  private static func patience(of command: (any StoppableCommand)?) -> Duration? {
    guard let command else { return .milliseconds(600) }
    return command.patience
  }

  /// The option that shows the help with all options, and the parser's own name for it.
  private static let (helpAll, helpHidden) = ("--help-all", "--help-hidden")

  /// Ends the process with the error's sentence and status.
  private static func leave(because error: any Error, after arguments: [String]) -> Never {
    RunningChildren.endAll()
    if let error = error as? StreamError, error == .readerGone { exit(withError: ExitCode.success) }
    guard let complaint = Complaint(about: error) else {
      leave(withParserError: error, after: arguments)
    }
    StandardStream.error.show(TerminalText(["Error: \(complaint.sentence)"]))
    // Files that are not finished by now never will be.
    UnfinishedFiles.removeAll { exit(withError: ExitCode(complaint.status.rawValue)) }
  }

  /// Ends the process with the argument parser's message: help and the version on standard output,
  /// usage errors on standard error.
  private static func leave(withParserError error: any Error, after arguments: [String]) -> Never {
    let code = exitCode(for: error)
    let message = fullMessage(for: error) + (code == .success ? more(after: arguments) : "")
    if !message.isEmpty {
      let stream: StandardStream = code == .success ? .output : .error
      stream.show(TerminalText(prose: message + "\n"))
    }
    exit(withError: code)
  }

  /// The last line of a help text that omits options.
  private static func more(after arguments: [String]) -> String {
    let path = CommandPath(arguments)
    let asksForHelp =
      arguments.contains { ["-h", "--help"].contains($0) } || arguments.first == "help"
    guard asksForHelp,
      helpMessage(for: path.command) != helpMessage(for: path.command, includeHidden: true)
    else { return "" }
    return "\n  See '\(path.name) \(helpAll)' for all options."
  }
}
