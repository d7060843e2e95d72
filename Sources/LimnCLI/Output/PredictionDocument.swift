import Limn

/// What `limn predict --json` prints.
struct PredictionDocument: Encodable {
  let input: String
  let model: String
  /// "classification", "multilabel" or "regression".
  let task: OutputSchema.Task
  /// The class's number; null where no class is predicted.
  let predicted: Int?
  /// The predicted class's name, where it has one.
  let label: String?
  /// The class the input belongs to, where that is known.
  let labelled: Int?
  /// What the model's own output gives: probabilities of a softmax, a sigmoid's value, a
  /// log-softmax's, a regression's number.
  let outputs: [Double]
  /// One for each output, where they have names.
  let outputNames: [String]?
  /// Between 0 and 1, one for each output; none for a regression.
  let probabilities: [Double]?
  /// The raw scores; none for a regression or where the model does not show them.
  let logits: [Double]?

  private let prediction: Prediction

  init(_ prediction: Prediction, of input: NamedInput, by model: NamedModel) {
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
  }

  private enum CodingKeys: CodingKey {
    case input, model, task, predicted, label, labelled, outputs, outputNames, probabilities
    case logits
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(input, forKey: .input)
    try container.encode(model, forKey: .model)
    try container.encode(task, forKey: .task)
    // Null, not left out: a script that asks for the class of a regression is to see that there is
    // none.
    try container.encode(predicted, forKey: .predicted)
    try container.encodeIfPresent(label, forKey: .label)
    try container.encodeIfPresent(labelled, forKey: .labelled)
    try container.encode(outputs, forKey: .outputs)
    try container.encodeIfPresent(outputNames, forKey: .outputNames)
    try container.encodeIfPresent(probabilities, forKey: .probabilities)
    try container.encodeIfPresent(logits, forKey: .logits)
  }

  /// For people: the sentence, then a line for each output, the likeliest class or flag first.
  var table: String {
    let known = labelled.map { ", labelled \(prediction.schema.className($0))" } ?? ""
    let sentence = "\(input): \(prediction.sentence)\(known)\n"
    guard let probabilities else { return numbers.isEmpty ? sentence : "\(sentence)\n\(numbers)\n" }
    let schema = prediction.schema
    let order = probabilities.indices.sorted {
      let (first, second) = (logits?[$0] ?? probabilities[$0], logits?[$1] ?? probabilities[$1])
      return (first, $1) > (second, $0)
    }
    let width = probabilities.indices.map { schema.name(of: $0).count }.reduce(0, max)
    let lines = order.map { output in
      let name = schema.name(of: output)
      let bar = String(repeating: "█", count: Int((30 * probabilities[output]).rounded()))
      let padded = String(repeating: " ", count: 5 + width - name.count) + name
      let percent = NumberText.percent(probabilities[output])
      let space = String(repeating: " ", count: max(0, 12 - percent.count))
      return "\(padded)\(space)\(percent)  \(bar)".trimmingTrailingSpaces
    }
    return """
      \(sentence)
      \(task == .multilabel ? "label" : "class")  probability
      \(lines.joined(separator: "\n"))

      """
  }

  /// Of a regression with several numbers, a line for each.
  private var numbers: String {
    guard outputs.count > 1 else { return "" }
    let names = outputs.indices.map { prediction.schema.names?[$0] ?? "output \($0)" }
    let width = names.map(\.count).reduce(0, max)
    return zip(names, outputs).map { name, value in
      let space = String(repeating: " ", count: width - name.count)
      return "  \(name)\(space)  \(NumberText.trimmed(value, digits: 5))"
    }.joined(separator: "\n")
  }
}

extension NamedModel {
  /// What the model says of an input.
  ///
  /// - Throws: `ModelError` for scores that are not finite.
  func prediction(of input: NamedInput) throws -> Prediction {
    let scores = try network.checkedScores(of: Matrix(row: input.values))
    return Prediction(scores: scores[row: 0], schema: network.output)
  }
}

extension String {
  /// The text without spaces at its end.
  var trimmingTrailingSpaces: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}
