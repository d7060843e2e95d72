/// What a model's outputs are: how many, what they are called, what kind of answer they make
/// together, and how they follow from the raw scores.
///
/// It travels with a ``Model``, with a model file's metadata and with what is written about a
/// prediction, so that a regression is never read as a class.
public struct OutputSchema: Sendable, Hashable {
  /// What kind of answer the outputs make together.
  public enum Task: String, Sendable, Hashable, Codable, CaseIterable {
    /// One class out of several; a single output says yes or no to class 1.
    case classification
    /// A flag for each output, none excluding another.
    case multilabel
    /// A number for each output.
    case regression
  }

  /// The function of the raw scores that a model's own outputs are.
  public enum Link: String, Sendable, Hashable, Codable, CaseIterable {
    /// The raw scores themselves.
    case identity
    /// Probabilities of classes, `p_k = exp(z_k)/Σ_j exp(z_j)`.
    case softmax
    /// Their logarithms.
    case logSoftmax = "log-softmax"
    /// A probability for each output alone, `p_k = 1/(1 + exp(−z_k))`.
    case sigmoid
  }

  /// The number of outputs, at least 1.
  public let count: Int
  /// What kind of answer the outputs are.
  public let task: Task
  /// What makes the answer of the raw scores.
  public let link: Link
  /// What ``Model/scores(of:)`` gives: the raw scores that enter ``link``, or what comes out of it.
  public let scores: ScoreKind
  /// A name for each output (class, flag or target), where they have names.
  public let names: [String]?
  /// What a single output's no is called, class 0; `nil` where only its yes has a name, and for all
  /// other outputs.
  public let noName: String?

  /// How many outputs a model has, and what they mean.
  ///
  /// - Parameters:
  ///   - count: the number of outputs, at least 1.
  ///   - task: `nil` for what the link says: several plain numbers are the logits of classes, one is
  ///     a regression, several sigmoids are flags.
  ///   - names: one for each output, where they have names. A single output that says yes or no may
  ///     have both answers' names, the no first.
  /// - Throws: `ModelError.outputNames` for another number of names than of outputs, `.outputCount` for
  ///   none.
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

  /// Outputs without names.
  public init(
    count: Int, task: Task? = nil, link: Link = .softmax, scores: ScoreKind = .logits
  ) {
    self.init(count, task, link, scores, nil, nil)
  }

  private init(
    _ count: Int, _ task: Task?, _ link: Link, _ scores: ScoreKind, _ names: [String]?,
    _ noName: String?
  ) {
    precondition(count > 0, "a model has at least one output")
    self.count = count
    self.task = task ?? Self.task(count: count, link: link)
    self.link = link
    self.scores = scores
    self.names = names
    self.noName = noName
  }

  /// Classes without names, as a network that ends in a softmax has them.
  public static func classes(_ count: Int, scores: ScoreKind = .logits) -> OutputSchema {
    OutputSchema(count: count, task: .classification, scores: scores)
  }

  /// The same outputs read as another kind of answer.
  ///
  /// - Throws: `ModelError.taskOfLink` for one that the link cannot give.
  public func with(task: Task) throws(ModelError) -> OutputSchema {
    let fits =
      switch link {
      case .identity: true
      case .softmax, .logSoftmax: task == .classification
      // Several sigmoids may each stand for a class of which the likeliest is taken.
      case .sigmoid: task != .regression
      }
    guard fits else { throw .taskOfLink(task, link) }
    let keeps = Self.saysYesOrNo(count: count, task: task)
    return OutputSchema(count, task, link, scores, names, keeps ? noName : nil)
  }

  /// The same outputs under names; `nil` takes the names away. A single output that says yes or no may
  /// have both answers' names, the no first.
  ///
  /// - Throws: `ModelError.outputNames` for another number of names than of outputs.
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

  /// The names in the form in which ``with(names:)`` takes them.
  public var givenNames: [String]? { names.map { [noName].compactMap(\.self) + $0 } }

  /// The number of classes that one prediction chooses among; `nil` where it chooses no class.
  public var classCount: Int? {
    guard task == .classification else { return nil }
    return count == 1 ? 2 : count
  }

  /// Whether each output stands for a class of its own.
  var areClasses: Bool { task == .classification && count > 1 }

  /// What an output is called: its name, or its number counted from 0.
  public func name(of output: Int) -> String { names?[output] ?? String(output) }

  /// The scale on which a prediction is explained unless another is asked for: the raw score of a
  /// class or a flag where the scores show it, else its probability; the number itself of a regression.
  public var defaultScale: Objective.Scale {
    if task == .regression { return .output }
    return scores == .logits || link == .identity ? .logit : .probability
  }

  /// How the objective's scale is reached from the model's scores.
  ///
  /// - Throws: `ModelError.logitsUnknown` where the scores show no logits, `.noClasses` for a scale
  ///   of classes asked of a regression.
  public func response(for scale: Objective.Scale) throws(ModelError) -> Response {
    try reach(scale).get()
  }

  /// The same for an objective that ``Objective/validate(for:)-(OutputSchema)`` let pass.
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
      // A model that ends in plain scores has probabilities all the same: those they stand for.
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

  /// What one row of scores answers.
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

  /// Whether a score stands for a probability of more than one half.
  private func says(yesTo score: Float) -> Bool {
    scores == .logits || link == .identity ? score > 0 : score > 0.5
  }

  /// What a model answers for one input.
  public enum Answer: Sendable, Hashable {
    /// The class, counted from 0.
    case label(Int)
    /// The outputs whose probability is more than one half.
    case flags([Int])
    /// A number for each output.
    case numbers([Double])

    /// The class; `nil` where the answer is none.
    public var label: Int? { if case .label(let label) = self { label } else { nil } }
  }
}

extension OutputSchema: Codable {
  private enum CodingKeys: CodingKey { case count, task, link, scores, names, noName }

  /// Checks what it reads: a schema comes from files.
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
