import ArgumentParser
import Limn

/// `limn summary`.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Print a model's layers, their outputs and how many parameters they have.",
    discussion: """
      Example:

        limn summary
        limn summary --model mine.onnx --json
      """)

  @OptionGroup(title: "Model") var model: ModelOptions

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    let model = try model.load(naturalShape: Digits.inputShape)
    let table = SummaryTable(NetworkSummary(of: model.network), model: model.name)
    try StandardStream.output.write(
      json ? String(decoding: try jsonText(table.document), as: UTF8.self) : table.text)
  }
}
