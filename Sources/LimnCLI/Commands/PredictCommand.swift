import ArgumentParser
import Limn

/// `limn predict`.
struct PredictCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict an input's class, labels or numbers, with probabilities.",
    usage: "limn predict (--digit <k> | --image <file> | --input <file>) [<options>]",
    discussion: """
      Examples:

        limn predict --digit 17
        limn predict --model mine.onnx --input rows.csv --row 3 --json
        limn predict --predictor 'python3 predict.py' --input rows.csv
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Model") var model: ExplainedModelOptions
  @OptionGroup var general: GeneralOptions

  func run(until cancellation: Cancellation) throws {
    let model = try model.load(for: input, work: Work(cancellation: cancellation))
    let input = try input.read(for: model)
    let document = PredictionDocument(
      try model.prediction(of: input), of: input, by: model)
    try general.show(document, text: document.table)
  }
}
