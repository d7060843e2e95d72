/// Describes a model's outputs: how many there are, their names, the kind of answer they form, and
/// how they follow from the raw scores.
///
/// The schema is part of a ``Model``, of a model file's metadata and of every written prediction,
/// so that a regression is never read as a class.
public struct OutputSchema: Sendable, Hashable {
  /// The kind of answer that the outputs form.
  public enum Task: String, Sendable, Hashable, Codable, CaseIterable {
    /// One class out of several; a single output decides for or against class 1.
    case classification
    /// A flag for each output; several may be set.
    case multilabel
    /// A number for each output.
    case regression
  }

  /// The function that maps the raw scores to the model's own outputs.
  public enum Link: String, Sendable, Hashable, Codable, CaseIterable {
    /// The identity: the outputs are the raw scores.
    case identity
    /// Class probabilities, `p_k = exp(z_k)/Σ_j exp(z_j)`.
    case softmax
    /// Log-probabilities of classes, `log p_k`.
    case logSoftmax = "log-softmax"
    /// An independent probability for each output, `p_k = 1/(1 + exp(−z_k))`.
    case sigmoid
  }

  /// The number of outputs, at least 1.
  public let count: Int
  /// The kind of answer that the outputs form.
  public let task: Task
  /// The function from the raw scores to the outputs.
  public let link: Link
  /// What ``Model/scores(of:)`` returns: the raw scores that enter ``link``, or its results.
  public let scores: ScoreKind
  /// A name for each output (class, flag or target); `nil` if they have no names.
  public let names: [String]?
  /// The name of class 0 for a model with a single yes-or-no output; `nil` if only class 1 has a
  /// name, and for all other models.
  public let noName: String?

  /// Creates a schema.
  ///
  /// - Parameters:
  ///   - count: the number of outputs, at least 1.
  ///   - task: `nil` to derive it from the link: several plain numbers are the logits of classes,
  ///     one is a regression, several sigmoids are flags.
  ///   - link: the function from the raw scores to the outputs.
  ///   - scores: whether the model returns raw scores or outputs.
  ///   - names: one name for each output, or `nil`. A single yes-or-no output may have two names,
  ///     the first for "no".
  /// - Throws: `ModelError.outputNames` if the numbers of names and outputs differ, `.outputCount`
  ///   if `count` is not positive.
  public init(
    count: Int, task: Task? = nil, link: Link = .softmax, scores: ScoreKind = .logits,
    names: [String]?
  ) throws(ModelError) {
    guard count > 0 else { throw .outputCount(count) }
    let task = task ?? Self.task(count: count, link: link)
    var (own, no) = (names, String?.none)
    if let names, names.count == 2, Self.saysYesOrNo(count: count, task: task) {
      (own, no) = ([names[1]], names[0])
    }
    if let own, own.count != count {
      throw .outputNames(found: own.count, expected: count)
    }
    self.init(count, task, link, scores, own, no)
  }

  /// Creates a schema without output names.
  ///
  /// - Parameters:
  ///   - count: the number of outputs, at least 1; a model with fewer throws
  ///     ``ModelError/outputCount(_:)`` when it is used.
  ///   - task: `nil` to derive it from the link.
  ///   - link: the function from the raw scores to the outputs.
  ///   - scores: whether the model returns raw scores or outputs.
  public init(
    count: Int, task: Task? = nil, link: Link = .softmax, scores: ScoreKind = .logits
  ) {
    self.init(count, task, link, scores, nil, nil)
  }

  private init(
    _ count: Int, _ task: Task?, _ link: Link, _ scores: ScoreKind, _ names: [String]?,
    _ noName: String?
  ) {
    self.count = count
    self.task = task ?? Self.task(count: count, link: link)
    self.link = link
    self.scores = scores
    self.names = names
    self.noName = noName
  }

  /// A classifier without class names that ends in a softmax.
  public static func classes(_ count: Int, scores: ScoreKind = .logits) -> OutputSchema {
    OutputSchema(count: count, task: .classification, scores: scores)
  }

  /// The schema with another task.
  ///
  /// - Throws: `ModelError.taskOfLink` if the task does not fit the link.
  public func with(task: Task) throws(ModelError) -> OutputSchema {
    let fits =
      switch link {
      case .identity: true
      case .softmax, .logSoftmax: task == .classification
      // Several sigmoids may also be classes, of which the likeliest is chosen.
      case .sigmoid: task != .regression
      }
    guard fits else { throw .taskOfLink(task, link) }
    let keeps = Self.saysYesOrNo(count: count, task: task)
    return OutputSchema(count, task, link, scores, names, keeps ? noName : nil)
  }

  /// The schema with other names, or without names if `nil`. A single yes-or-no output may have two
  /// names, the first for "no".
  ///
  /// - Throws: `ModelError.outputNames` if the numbers of names and outputs differ.
  public func with(names: [String]?) throws(ModelError) -> OutputSchema {
    try OutputSchema(count: count, task: task, link: link, scores: scores, names: names)
  }

  private static func task(count: Int, link: Link) -> Task {
    switch link {
    case .identity: count == 1 ? .regression : .classification
    case .softmax, .logSoftmax: .classification
    case .sigmoid: count == 1 ? .classification : .multilabel
    }
  }

  private static func saysYesOrNo(count: Int, task: Task) -> Bool {
    task == .classification && count == 1
  }

  /// The names in the form that ``with(names:)`` takes.
  public var givenNames: [String]? { names.map { [noName].compactMap(\.self) + $0 } }

  /// The number of classes that a prediction chooses from; `nil` unless the task is a
  /// classification.
  public var classCount: Int? {
    guard task == .classification else { return nil }
    return count == 1 ? 2 : count
  }

  /// Whether each output represents a separate class.
  var areClasses: Bool { task == .classification && count > 1 }

  /// The name of an output, or its index, counted from 0.
  public func name(of output: Int) -> String { names?[output] ?? String(output) }

  /// The default scale for explanations: the number itself for a regression; otherwise the logit if
  /// available, else the probability.
  public var defaultScale: Objective.Scale {
    if task == .regression { return .output }
    return scores == .logits || link == .identity ? .logit : .probability
  }

  /// The function from the model's scores to an objective's scale.
  ///
  /// - Throws: `ModelError.logitsUnknown` if the model returns no logits, `.noClasses` if a
  ///   probability of a regression is requested.
  public func response(for scale: Objective.Scale) throws(ModelError) -> Response {
    try reach(scale).get()
  }

  /// The response for an objective that has passed ``Objective/validate(for:)-(OutputSchema)``.
  package func response(ofValid objective: Objective) -> Response {
    switch reach(objective.scale) {
    case .success(let response): response
    case .failure(let error):
      preconditionFailure("an objective is validated before it is read: \(error)")
    }
  }

  func reach(_ scale: Objective.Scale) -> Result<Response, ModelError> {
    let showsLogits = scores == .logits || link == .identity
    switch scale {
    case .output:
      return .success(scores == .logits ? ownResponse : .identity)
    case .logit:
      return showsLogits ? .success(.identity) : .failure(.logitsUnknown)
    case .probability:
      guard task != .regression else { return .failure(.noClasses(scale)) }
      guard showsLogits else {
        return .success(link == .logSoftmax ? .exponential : .identity)
      }
      // A model that ends in plain scores still has probabilities: those that its scores imply.
      let isOneEach = link == .sigmoid || task == .multilabel || count == 1
      return .success(isOneEach ? .sigmoid : .softmax)
    }
  }

  private var ownResponse: Response {
    switch link {
    case .identity: .identity
    case .softmax: .softmax
    case .logSoftmax: .logSoftmax
    case .sigmoid: .sigmoid
    }
  }

  /// The answer that one row of scores gives.
  ///
  /// - Parameter scores: one row of the result of ``Model/scores(of:)``.
  public func answer(of scores: some Collection<Float>) -> Answer {
    switch task {
    case .regression:
      return .numbers(scores.map(Double.init))
    case .multilabel:
      return .flags(scores.indices.enumerated().filter { says(yesTo: scores[$1]) }.map(\.offset))
    case .classification:
      if count == 1 { return .label(says(yesTo: scores[scores.startIndex]) ? 1 : 0) }
      var (best, peak) = (0, -Float.infinity)
      for (label, score) in scores.enumerated() where score > peak { (best, peak) = (label, score) }
      return .label(best)
    }
  }

  /// Whether a score corresponds to a probability above one half.
  private func says(yesTo score: Float) -> Bool {
    scores == .logits || link == .identity ? score > 0 : score > 0.5
  }

  /// A model's answer for one input.
  public enum Answer: Sendable, Hashable {
    /// The class, counted from 0.
    case label(Int)
    /// The outputs whose probability is above one half.
    case flags([Int])
    /// A number for each output.
    case numbers([Double])

    /// The class; `nil` if the answer is not a class.
    public var label: Int? { if case .label(let label) = self { label } else { nil } }
  }
}

extension OutputSchema: Codable {
  private enum CodingKeys: CodingKey { case count, task, link, scores, names, noName }

  /// Decodes a schema and validates it, because schemas come from files.
  ///
  /// - Throws: `DecodingError`, `ModelError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let count = try container.decode(Int.self, forKey: .count)
    guard count > 0 else { throw ModelError.outputCount(count) }
    let noName = try container.decodeIfPresent(String.self, forKey: .noName)
    let names = try container.decodeIfPresent([String].self, forKey: .names)
    try self.init(
      count: count, task: try container.decode(Task.self, forKey: .task),
      link: try container.decode(Link.self, forKey: .link),
      scores: try container.decode(ScoreKind.self, forKey: .scores),
      names: names.map { [noName].compactMap(\.self) + $0 })
    guard self.noName == noName, self.names?.count ?? count == count else {
      throw ModelError.outputNames(found: (names?.count ?? 0) + 1, expected: count)
    }
  }
}
