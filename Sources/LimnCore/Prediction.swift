/// What a model says of one input: its own outputs, and what they stand for.
public struct Prediction: Sendable, Hashable {
  /// What the outputs mean.
  public let schema: OutputSchema
  /// What the model gives itself: of a softmax the probabilities, of a sigmoid its value, of a
  /// log-softmax the logarithms, of a regression its numbers.
  public let outputs: [Double]
  /// The raw scores of classes or flags; `nil` where the model does not show them, or has no classes.
  public let logits: [Double]?
  /// Between 0 and 1, one for each output; `nil` for a regression.
  public let probabilities: [Double]?
  /// The class, the flags or the numbers.
  public let answer: OutputSchema.Answer

  /// What a row of scores predicts.
  ///
  /// - Parameters:
  ///   - scores: one row of what ``Model/scores(of:)`` gives, all finite.
  ///   - schema: of the model.
  public init(scores: some Collection<Float>, schema: OutputSchema) {
    func values(on scale: Objective.Scale) -> [Double]? {
      guard schema.task != .regression || scale == .output,
        case .success(let response) = schema.reach(scale)
      else { return nil }
      return response.values(at: scores)
    }
    self.schema = schema
    outputs = values(on: .output) ?? []
    logits = values(on: .logit)
    probabilities = values(on: .probability)
    answer = schema.answer(of: scores)
  }

  /// The name of the predicted class, where there is a class and it has a name. A single output says
  /// yes or no; where only its yes has a name, neither answer is called by it.
  public var label: String? {
    guard let label = answer.label, let names = schema.names else { return nil }
    guard schema.count == 1 else { return names[label] }
    return schema.noName.map { label == 1 ? names[0] : $0 }
  }

  /// The probability of the predicted class; `nil` where no class is predicted.
  public var probability: Double? {
    guard let label = answer.label, let probabilities else { return nil }
    guard schema.count > 1 else { return label == 1 ? probabilities[0] : 1 - probabilities[0] }
    return probabilities[label]
  }

  /// What is explained unless another is asked for: ``explainedOutput`` on the schema's
  /// ``OutputSchema/defaultScale``, of a classifier the logit of the predicted class.
  public var objective: Objective {
    Objective(target: explainedOutput, scale: schema.defaultScale)
  }

  /// The output that is explained unless another is asked for: that of the predicted class, else the
  /// flag most in favour, else the first number.
  public var explainedOutput: Int {
    switch answer {
    case .label(let label): return schema.count > 1 ? label : 0
    case .numbers: return 0
    case .flags:
      var best = 0
      for (output, value) in outputs.enumerated() where value > outputs[best] { best = output }
      return best
    }
  }
}

extension Model {
  /// What the model says of each row of a batch, `n × inputShape.count`.
  ///
  /// ```swift
  /// let seen = try model.predictions(of: rows)
  /// let why = try shap.attributions(of: rows, objectives: seen.map(\.objective))
  /// ```
  ///
  /// - Throws: as ``checkedScores(of:)``.
  public func predictions(of inputs: Matrix) throws -> [Prediction] {
    try checkedScores(of: inputs).eachRow.map { Prediction(scores: $0, schema: output) }
  }

  /// What the model says of one input.
  ///
  /// - Throws: as ``checkedScores(of:)``.
  public func prediction(of input: some Collection<Float>) throws -> Prediction {
    try predictions(of: Matrix(row: Array(input)))[0]
  }
}
