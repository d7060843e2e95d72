import ArgumentParser
import Limn

/// `limn merge`.
struct MergeCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge the parts of a report into the same bytes as a whole run.",
    discussion: """
      Example:

        limn report --digits 0-1796 --shard 1/2 --output a
        limn report --digits 0-1796 --shard 2/2 --output b
        limn merge a b --output whole
      """)

  @Argument(
    help: ArgumentHelp("The folders of the parts.", valueName: "dir"),
    completion: .directory)
  var parts: [String]

  @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"), completion: .directory)
  var output: String

  @Flag(help: "Replace another run's results in the folder.")
  var force = false

  @OptionGroup var general: GeneralOptions

  func run(until cancellation: Cancellation) throws {
    let bar = ProgressBar("Merging")
    defer { bar.clear() }
    let outcome = try BatchReport.merge(
      parts, into: output, replacement: force ? .replace : .refuse,
      work: general.work(until: cancellation, on: bar))
    bar.clear()
    try ReportResult(outcome, folder: output).show(asJSON: general.json)
  }
}
