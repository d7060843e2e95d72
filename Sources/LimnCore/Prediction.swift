/// A model's prediction for one input: its outputs and their meaning.
public struct Prediction: Sendable, Hashable {
  /// The meaning of the outputs.
  public let schema: OutputSchema
  /// What the model returned: one number for each output of ``schema``. All other properties follow
  /// from the scores and the schema.
  public let scores: [Float]
  /// The model's own outputs, one for each output of ``schema``: probabilities for a softmax or
  /// sigmoid, their logarithms for a log-softmax, numbers for a regression.
  public let outputs: [Double]
  /// The raw scores of classes or flags; `nil` if the model does not return them.
  public let logits: [Double]?
  /// One probability for each output, in `0...1`; `nil` for a regression.
  public let probabilities: [Double]?
  /// The class, the flags or the numbers.
  public let answer: OutputSchema.Answer

  /// Creates the prediction for a row of scores.
  ///
  /// - Parameters:
  ///   - scores: one row of the result of ``Model/scores(of:)``, all finite.
  ///   - schema: the model's outputs.
  /// - Throws: ``ModelError/scoreShape(rows:columns:expectedRows:expectedColumns:)`` if the number
  ///   of scores does not match the schema, ``ModelError/nonFiniteScore(row:output:)``.
  public init(scores: some Collection<Float>, schema: OutputSchema) throws(ModelError) {
    guard scores.count == schema.count else {
      throw .scoreShape(
        rows: 1, columns: scores.count, expectedRows: 1, expectedColumns: schema.count)
    }
    if let output = scores.enumerated().first(where: { !$1.isFinite })?.offset {
      throw .nonFiniteScore(row: 0, output: output)
    }
    func values(on scale: Objective.Scale) -> [Double]? {
      guard schema.task != .regression || scale == .output,
        case .success(let response) = schema.reach(scale)
      else { return nil }
      return response.values(at: scores)
    }
    self.schema = schema
    self.scores = Array(scores)
    outputs = values(on: .output) ?? []
    logits = values(on: .logit)
    probabilities = values(on: .probability)
    answer = schema.answer(of: scores)
  }

  /// The name of the predicted class; `nil` if no class is predicted or it has no name. If a
  /// yes-or-no output has a name only for class 1, this is `nil` for both classes.
  public var label: String? {
    guard let label = answer.label, let names = schema.names else { return nil }
    guard schema.count == 1 else { return names[label] }
    return schema.noName.map { label == 1 ? names[0] : $0 }
  }

  /// The probability of the predicted class; `nil` if no class is predicted.
  public var probability: Double? {
    guard let label = answer.label, let probabilities else { return nil }
    guard schema.count > 1 else { return label == 1 ? probabilities[0] : 1 - probabilities[0] }
    return probabilities[label]
  }

  /// The default objective for an explanation: ``explainedOutput`` on
  /// ``OutputSchema/defaultScale``. For a classifier this is the logit of the predicted class, or
  /// its probability if the model returns no logits.
  public var objective: Objective {
    Objective(target: explainedOutput, scale: schema.defaultScale)
  }

  /// The default output for an explanation: the predicted class, the flag with the largest output,
  /// or the first number.
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

/// A document holds the schema and the scores; the rest is computed from them as it is read.
extension Prediction: Codable {
  private enum CodingKeys: CodingKey { case schema, scores }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(scores, forKey: .scores)
  }

  /// Decodes a prediction and checks its scores.
  ///
  /// - Throws: `DecodingError` for a document of something else, for scores that are not one for each
  ///   output, and for a number that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    do {
      try self.init(
        scores: try container.decode([Float].self, forKey: .scores),
        schema: try container.decode(OutputSchema.self, forKey: .schema))
    } catch let error as ModelError {
      throw DecodingError.dataCorruptedError(
        forKey: .scores, in: container, debugDescription: error.description)
    }
  }
}

extension Model {
  /// The predictions for a batch, `n × inputShape.count`.
  ///
  /// ```swift
  /// let seen = try model.predictions(of: rows)
  /// let why = try shap.attributions(of: rows, objectives: seen.map(\.objective))
  /// ```
  ///
  /// - Throws: as ``checkedScores(of:)``.
  public func predictions(of inputs: Matrix) throws -> [Prediction] {
    try checkedScores(of: inputs).eachRow.map { try Prediction(scores: $0, schema: output) }
  }

  /// The prediction for one input of `inputShape.count` values.
  ///
  /// - Throws: as ``checkedScores(of:)``.
  public func prediction(of input: some Collection<Float>) throws -> Prediction {
    try predictions(of: Matrix(row: Array(input)))[0]
  }
}
