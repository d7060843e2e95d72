/// The quantity to explain: a single number computed from a model's scores, as a weighted sum of
/// its outputs on a chosen scale.
///
/// Usually one output, or the difference of two ("why 3 and not 8").
public struct Objective: Sendable, Hashable {
  /// The scale on which the outputs are read.
  public enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
    /// The raw score that enters the final softmax, log-softmax or sigmoid.
    case logit
    /// The probability that corresponds to the score.
    case probability
    /// The model's own output, whatever it is.
    case output
  }

  /// One output and its weight.
  public struct Term: Sendable, Hashable, Codable {
    /// The output, counted from 0.
    public let output: Int
    /// The weight, of either sign.
    public let weight: Double

    /// An output with its weight.
    public init(output: Int, weight: Double) {
      self.output = output
      self.weight = weight
    }
  }

  /// The output to explain.
  public let target: Int
  /// The output that ``target`` is compared with, if any.
  public let against: Int?
  /// The scale on which the outputs are read.
  public let scale: Scale
  /// All terms, if the objective is neither a single output nor a difference of two.
  @usableFromInline let combination: [Term]?

  /// Creates an objective from one output, or from the difference of two.
  ///
  /// - Parameters:
  ///   - target: the output to explain, counted from 0.
  ///   - against: the output to compare it with, if any.
  ///   - scale: the scale on which the outputs are read.
  public init(target: Int, against: Int? = nil, scale: Scale = .logit) {
    self.target = target
    self.against = against
    self.scale = scale
    self.combination = nil
  }

  /// Creates an objective from a weighted sum of outputs.
  ///
  /// - Parameters:
  ///   - terms: at least one, with distinct outputs and finite weights.
  ///   - scale: the scale on which the outputs are read.
  /// - Throws: ``ModelError/terms(outputs:)`` for other terms.
  public init(terms: [Term], scale: Scale) throws(ModelError) {
    guard !terms.isEmpty, Set(terms.map(\.output)).count == terms.count,
      terms.allSatisfy(\.weight.isFinite)
    else { throw .terms(outputs: terms.map(\.output)) }
    target = terms[0].output
    self.scale = scale
    let isPlain = terms[0].weight == 1 && (terms.count == 1 || terms[1].weight == -1)
    against = isPlain && terms.count == 2 ? terms[1].output : nil
    combination = isPlain && terms.count <= 2 ? nil : terms
  }

  /// The logit of a class, or the difference of two logits.
  public static func logit(_ target: Int, against: Int? = nil) -> Objective {
    Objective(target: target, against: against, scale: .logit)
  }

  /// The probability of a class, or the difference of two probabilities.
  public static func probability(_ target: Int, against: Int? = nil) -> Objective {
    Objective(target: target, against: against, scale: .probability)
  }

  /// The model's own output, or the difference of two outputs.
  public static func output(_ target: Int = 0, against: Int? = nil) -> Objective {
    Objective(target: target, against: against, scale: .output)
  }

  /// The terms of the sum, ``target`` first.
  public var terms: [Term] {
    combination
      ?? [Term(output: target, weight: 1)]
      + (against.map { [Term(output: $0, weight: -1)] } ?? [])
  }

  /// Calls `body` with each output of the sum and its weight.
  @inlinable
  public func forEachTerm(_ body: (_ output: Int, _ weight: Double) -> Void) {
    if let combination {
      for term in combination { body(term.output, term.weight) }
    } else {
      body(target, 1)
      if let against { body(against, -1) }
    }
  }

  /// `Σ w_k value(k)` over the terms.
  @inlinable
  public func sum(_ value: (_ output: Int) -> Double) -> Double {
    guard let combination else { return value(target) - (against.map(value) ?? 0) }
    return combination.reduce(0) { $0 + $1.weight * value($1.output) }
  }

  /// Checks that a model has the objective's outputs and its scale.
  ///
  /// - Throws: `ModelError.noSuchClass` or `.classAgainstItself`; if the outputs are not classes,
  ///   `.noSuchOutput` or `.outputAgainstItself`; `.outputCount` if there are no outputs;
  ///   `.logitsUnknown` or `.noClasses` if the model does not have the scale.
  public func validate(for output: OutputSchema) throws(ModelError) {
    try validateTerms(for: output)
    _ = try output.response(for: scale)
  }

  @inline(__always)
  private func validateTerms(for output: OutputSchema) throws(ModelError) {
    let count = output.count
    // The common case: one output.
    if combination == nil, against == nil, target >= 0, target < count { return }
    guard count > 0 else { throw .outputCount(count) }
    var absent: Int?
    forEachTerm { output, _ in
      if absent == nil, output < 0 || output >= count { absent = output }
    }
    if let absent {
      throw output.areClasses
        ? .noSuchClass(absent, outputCount: count) : .noSuchOutput(absent, outputCount: count)
    }
    if against == target {
      throw output.areClasses ? .classAgainstItself(target) : .outputAgainstItself(target)
    }
  }

  /// Checks that a model has the objective's outputs and its scale.
  ///
  /// - Throws: as ``validate(for:)-(OutputSchema)``.
  public func validate(for model: some Model) throws(ModelError) {
    try validate(for: model.output)
  }

  /// Checks that a model has the outputs and scales of all objectives.
  ///
  /// - Throws: as ``validate(for:)-(OutputSchema)``, for the first objective that does not fit.
  public static func validate(_ objectives: [Objective], for model: some Model) throws(ModelError) {
    let output = model.output
    var known: Scale?
    for objective in objectives {
      try objective.validateTerms(for: output)
      // Usually all are on one scale.
      if objective.scale != known { _ = try output.response(for: objective.scale) }
      known = objective.scale
    }
  }

  /// The objective's value for one row of scores.
  ///
  /// - Parameters:
  ///   - scores: one row, with all of the model's outputs.
  ///   - response: the function from scores to ``scale``, from ``OutputSchema/response(for:)``.
  @inlinable
  public func value(of scores: some Collection<Float>, response: Response) -> Double {
    response.sum(self, at: scores)
  }

  /// The objective's derivative with respect to each score of one row: the cotangent to pull back
  /// through the model.
  ///
  /// - Parameters:
  ///   - scores: one row, with all of the model's outputs.
  ///   - response: as in ``value(of:response:)``.
  /// - Returns: one derivative for each output.
  public func cotangent(at scores: some Collection<Float>, response: Response) -> [Double] {
    response.cotangent(self, at: scores)
  }

  /// The objective in words: "logit of 3", "probability of Setosa − probability of Virginica",
  /// "output".
  ///
  /// - Parameter outputs: supplies the names of the outputs; without it they are numbered.
  public func description(for outputs: OutputSchema?) -> String {
    func words(_ index: Int) -> String {
      if scale != .output {
        // A single output has one logit and one probability; its index is not a class.
        if let outputs, outputs.count == 1, outputs.names == nil { return scale.rawValue }
        // A flag's index alone could be mistaken for a class.
        let isFlag = outputs?.task == .multilabel && outputs?.names == nil
        return "\(scale.rawValue) of "
          + (isFlag ? "output \(index)" : outputs?.name(of: index) ?? "\(index)")
      }
      if let names = outputs?.names { return names[index] }
      return outputs?.count == 1 ? "output" : "output \(index)"
    }
    guard let combination else {
      return against.map { "\(words(target)) − \(words($0))" } ?? words(target)
    }
    return combination.map { "\($0.weight) × \(words($0.output))" }.joined(separator: " + ")
  }
}

extension Objective: CustomStringConvertible {
  /// The objective in words, with outputs as numbers: "logit of 3", "probability of 3 − probability
  /// of 8".
  public var description: String { description(for: nil) }
}

extension Objective: Codable {
  private enum CodingKeys: CodingKey { case terms, scale }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let terms = try container.decode([Term].self, forKey: .terms)
    guard !terms.isEmpty, Set(terms.map(\.output)).count == terms.count,
      terms.allSatisfy({ $0.output >= 0 && $0.weight.isFinite })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .terms, in: container,
        debugDescription: "an objective has one term or more, each of another output")
    }
    try self.init(terms: terms, scale: try container.decode(Scale.self, forKey: .scale))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(terms, forKey: .terms)
    try container.encode(scale, forKey: .scale)
  }
}
