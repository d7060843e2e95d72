import ArgumentParser
import Limn

/// `limn summary`.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Print a model's layers, their outputs and their numbers of parameters.",
    discussion: """
      Examples:

        limn summary
        limn summary --model mine.onnx --json
      """)

  @OptionGroup(title: "Model") var model: ModelOptions

  @OptionGroup var general: GeneralOptions

  func run() throws {
    let model = try model.load(naturalShape: Digits.inputShape)
    let table = SummaryTable(NetworkSummary(of: model.network), model: model.name)
    try general.show(table.document, text: table.text)
  }
}
