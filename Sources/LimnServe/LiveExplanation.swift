import LimnAttribution
import LimnCore
import LimnFigures
import LimnNetwork

/// The answer to a page about one input.
struct LiveExplanation: Encodable, Sendable {
  let number: Int
  /// The model's answer; `nil` for an input without ink.
  var prediction: Answer?
  /// The explained objective in words: "logit of 3 − logit of 8".
  var objective: String?
  /// The unit of the values: "logit".
  var scale: String?
  var target: Int?
  var against: Int?
  var methods: [Method] = []
  /// The activations of each row of units, the input first.
  var units: [[Float]]?

  struct Answer: Encodable, Sendable {
    /// The predicted class; `nil` if the answer is not a class.
    let label: Int?
    let probabilities: [Double]?
    let logits: [Double]?
    let outputs: [Double]
  }

  struct Method: Encodable, Sendable {
    let name: String
    /// The reason if there are no values.
    var fault: String?
    var quantity: Quantity?
    var isSigned: Bool?
    var values: [Double]?
    var errors: [Double]?
    var scoreAtInput: Double?
    var scoreAtBaseline: Double?
    var gap: Double?
    var evaluations: Int?
    var settings: [String]?
    var notes: [String]?
  }
}

extension ExplainedModel {
  /// Answers a request about one input.
  ///
  /// - Throws: ``Refusal``, `ModelError`, `CancellationError`.
  func explanation(of question: Question, work: Work) throws -> LiveExplanation {
    let input = try question.input(of: model.inputShape)
    var result = LiveExplanation(number: question.number)
    // In a picture without ink there is nothing to explain, whatever the model answers.
    if model.inputShape.isImage, !input.contains(where: { $0 != 0 }) { return result }
    let row = Matrix(row: input)
    let whole = try Prediction(
      scores: try model.checkedScores(of: row)[row: 0], schema: model.output)
    result.prediction = LiveExplanation.Answer(
      label: whole.answer.label, probabilities: whole.probabilities, logits: whole.logits,
      outputs: whole.outputs)
    if question.looksInside == true { result.units = units(of: row) }
    let explained =
      try question.unit.map { try unit($0.unit, ofRow: $0.stage, methods: question.methods) }
      ?? self
    let objective =
      try question.unit == nil ? self.objective(of: question, prediction: whole) : .output(0)
    result.objective = objective.description(for: explained.model.output)
    result.scale = objective.scale.rawValue
    (result.target, result.against) = (objective.target, objective.against)
    result.methods = try question.methods.map { name in
      try LiveExplanation.Method(
        explained.method(name), of: input, objective: objective, work: work)
    }
    return result
  }

  /// The explained objective, if it is not a unit inside the network.
  ///
  /// - Throws: `ModelError`.
  func objective(of question: Question, prediction: Prediction) throws -> Objective {
    let objective = Objective(
      target: question.target ?? prediction.explainedOutput, against: question.against,
      scale: model.output.defaultScale)
    try objective.validate(for: model.output)
    return objective
  }

  /// - Throws: ``Refusal``.
  func method(_ name: String) throws(Refusal) -> BoundMethod {
    guard let method = methods.first(where: { $0.name == name }) else {
      throw Refusal(400, "This server offers no method \(name.prefix(40)).")
    }
    return method
  }

  private func units(of row: Matrix) -> [[Float]]? {
    guard let network, !rows.isEmpty else { return nil }
    let values = [row] + network.activations(of: row)
    return rows.map { Array(values[$0.value][row: 0]) }
  }
}

extension LiveExplanation.Method {
  /// The values of one method, or the reason why it has none; the other methods are not affected.
  ///
  /// - Throws: `CancellationError`.
  fileprivate init(
    _ method: ExplainedModel.BoundMethod, of input: [Float], objective: Objective, work: Work
  ) throws {
    name = method.name
    do {
      let found = try method.attributor.get().attribution(
        of: input, objective: objective, work: work)
      let values = ChannelRule.sum.pixels(of: found)
      quantity = found.quantity
      isSigned = found.quantity.isSigned
      self.values = values
      errors = ChannelRule.errors(of: found)
      scoreAtInput = found.scoreAtInput
      scoreAtBaseline = found.scoreAtBaseline
      gap = found.completenessGap
      evaluations = found.evaluations
      settings = found.settings
      notes = found.notes.map(\.sentence)
    } catch let error as CancellationError {
      throw error
    } catch {
      fault = "\(error)"
    }
  }
}
