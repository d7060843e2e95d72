import LimnAttribution
import LimnCore
import LimnFigures
import LimnNetwork

/// What a page is told about one input.
struct LiveExplanation: Encodable, Sendable {
  let number: Int
  /// What the model answers; `nil` of an input without ink.
  var prediction: Answer?
  /// What is explained, in words: "logit of 3 − logit of 8".
  var objective: String?
  /// The unit of the values: "logit".
  var scale: String?
  var target: Int?
  var against: Int?
  var methods: [Method] = []
  /// What the units of each row give, the input's first; of a network that is a chain of dense layers.
  var units: [[Double]]?

  struct Answer: Encodable, Sendable {
    /// The class; `nil` where none is predicted.
    let label: Int?
    let probabilities: [Double]?
    let logits: [Double]?
    let outputs: [Double]
  }

  struct Method: Encodable, Sendable {
    let name: String
    /// Why there are no values.
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
  /// Answers a question.
  ///
  /// - Throws: ``Refusal``, `ModelError`, `CancellationError`.
  func explanation(of question: Question, work: Work) throws -> LiveExplanation {
    let input = try question.input(of: network.inputShape)
    var result = LiveExplanation(number: question.number)
    // A picture without ink shows nothing to explain, whatever the model would say of it.
    if network.inputShape.isImage, !input.contains(where: { $0 != 0 }) { return result }
    let row = Matrix(row: input)
    let whole = Prediction(
      scores: try network.checkedScores(of: row)[row: 0], schema: network.output)
    result.prediction = LiveExplanation.Answer(
      label: whole.answer.label, probabilities: whole.probabilities, logits: whole.logits,
      outputs: whole.outputs)
    if question.looksInside == true { result.units = units(of: row) }
    let explained =
      try question.unit.map { try unit($0.unit, ofStage: $0.stage, methods: question.methods) }
      ?? self
    let objective: Objective
    if question.unit != nil {
      objective = .output(0)
    } else {
      objective = Objective(
        target: question.target ?? whole.explainedOutput, against: question.against,
        scale: network.output.defaultScale)
      try objective.validate(for: network.output)
    }
    result.objective = objective.description(for: explained.network.output)
    result.scale = objective.scale.rawValue
    (result.target, result.against) = (objective.target, objective.against)
    result.methods = try question.methods.map { name in
      guard let method = explained.methods.first(where: { $0.name == name }) else {
        throw Refusal(400, "This server offers no method \(name).")
      }
      return try LiveExplanation.Method(method, of: input, objective: objective, work: work)
    }
    return result
  }

  private func units(of row: Matrix) -> [[Double]]? {
    let stages = network.stages
    guard !stages.isEmpty else { return nil }
    let outputs = network.activations(of: row)
    return stages.map {
      network.values(of: $0, inputs: row, outputs: outputs).activation[row: 0].map(Double.init)
    }
  }
}

extension LiveExplanation.Method {
  /// One method's part. What the method cannot do is said in its place, and leaves the others.
  ///
  /// - Throws: `CancellationError`.
  fileprivate init(
    _ method: ExplainedModel.BoundMethod, of input: [Float], objective: Objective, work: Work
  ) throws {
    name = method.name
    do {
      let found = try method.attributor.get().attribution(
        of: input, objective: objective, work: work)
      let values = found.shape.pixelSums(found.values)
      quantity = found.quantity
      isSigned = found.quantity.isSigned
      self.values = values
      // The error of a sum over a pixel's channels is at most the sum of the errors.
      errors = found.standardErrors.map(found.shape.pixelSums)
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
