import Limn

/// The output of `limn predict --json`.
struct PredictionDocument: Encodable {
  let input: String
  let model: String
  /// "classification", "multilabel" or "regression".
  let task: OutputSchema.Task
  /// The number of the predicted class; null if no class is predicted.
  let predicted: Int?
  /// The name of the predicted class, if it has one.
  let label: String?
  /// The input's true class, if known.
  let labelled: Int?
  /// The model's own outputs: the probabilities of a softmax, the values of a sigmoid or
  /// log-softmax, or a regression's numbers.
  let outputs: [Double]
  /// The names of the outputs, if they have names.
  let outputNames: [String]?
  /// Between 0 and 1, one for each output; none for a regression.
  let probabilities: [Double]?
  /// The raw scores; none for a regression, or if the model does not return them.
  let logits: [Double]?

  /// The steps that turned a picture into the input.
  let preparation: [String]?

  private let prediction: Prediction

  init(_ prediction: Prediction, of input: NamedInput, by model: ExplainedModel) {
    self.prediction = prediction
    self.input = input.name
    self.model = model.name
    task = prediction.schema.task
    predicted = prediction.answer.label
    label = prediction.label
    labelled = input.labelledClass
    outputs = prediction.outputs
    outputNames = prediction.schema.names
    probabilities = prediction.probabilities
    logits = prediction.logits
    preparation = input.steps.isEmpty ? nil : input.steps
  }

  private enum CodingKeys: CodingKey {
    case input, model, task, predicted, label, labelled, outputs, outputNames, probabilities
    case logits, preparation
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(input, forKey: .input)
    try container.encode(model, forKey: .model)
    try container.encode(task, forKey: .task)
    // Null, not left out, so that a script that reads the class of a regression sees that there is
    // none.
    try container.encode(predicted, forKey: .predicted)
    try container.encodeIfPresent(label, forKey: .label)
    try container.encodeIfPresent(labelled, forKey: .labelled)
    try container.encode(outputs, forKey: .outputs)
    try container.encodeIfPresent(outputNames, forKey: .outputNames)
    try container.encodeIfPresent(probabilities, forKey: .probabilities)
    try container.encodeIfPresent(logits, forKey: .logits)
    try container.encodeIfPresent(preparation, forKey: .preparation)
  }

  /// The prediction as text: a sentence, then a line for each output, the most probable class or
  /// flag first.
  var table: TerminalText {
    let known = labelled.map { ", labelled \(prediction.schema.className($0))" } ?? ""
    let sentence = "\(input): \(prediction.sentence)\(known)"
    let rows = probabilities.map(likelihoods) ?? numbers
    let steps = preparation.map { ["Image: \($0.joined(separator: "; "))"] } ?? []
    return TerminalText([sentence] + steps + (rows.isEmpty ? [] : [""] + rows))
  }

  private func likelihoods(_ probabilities: [Double]) -> [String] {
    let names = shownNames
    let order = probabilities.indices.sorted {
      let (first, second) = (logits?[$0] ?? probabilities[$0], logits?[$1] ?? probabilities[$1])
      return (first, $1) > (second, $0)
    }
    let width = names.reduce(0) { max($0, $1.columns) }
    let heading = task == .multilabel ? (outputNames == nil ? "output" : "flag") : "class"
    return ["\(heading)  probability"]
      + order.map { output in
        let bar = String(repeating: "█", count: Int((30 * probabilities[output]).rounded()))
        return names[output].paddedBefore(to: 5 + width)
          + NumberText.percent(probabilities[output]).paddedBefore(to: 12) + "  " + bar
      }
  }

  /// A line for each number of a regression with several numbers.
  private var numbers: [String] {
    guard outputs.count > 1 else { return [] }
    let names = shownNames.map { outputNames == nil ? "output \($0)" : $0 }
    let width = names.reduce(0) { max($0, $1.columns) }
    return zip(names, outputs).map { name, value in
      "  \(name.padded(to: width))  \(NumberText.trimmed(value, digits: 5))"
    }
  }

  /// The names of the outputs as shown in a terminal.
  private var shownNames: [String] {
    outputs.indices.map { prediction.schema.name(of: $0).shown(columns: Self.mostNameColumns) }
  }

  private static let mostNameColumns = 40
}
