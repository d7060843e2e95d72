import ArgumentParser
import Limn

/// `limn predict`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Say what a model sees in an input, and how sure it is.",
    usage: "limn predict (--digit <k> | --image <file> | --input <file>) [<options>]",
    discussion: """
      Examples:

        limn predict --digit 17
        limn predict --model mine.onnx --input rows.csv --row 3 --json
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup var general: GeneralOptions

  func run() throws {
    let model = try model.load(naturalShape: input.naturalShape)
    let input = try input.read(for: model.network.input)
    let document = PredictionDocument(
      try model.prediction(of: input), of: input, by: model)
    try general.show(document, text: document.table)
  }
}
