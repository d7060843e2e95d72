import LimnCore

/// A confusion matrix: element (t, p) is the number of examples of class t that were predicted as
/// class p.
///
/// Precision, recall and F1 follow scikit-learn's definitions, except that undefined values are
/// `nil` and never 0.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
  /// The counts: `counts[t][p]` examples of class t were predicted as p.
  public let counts: [[Int]]

  /// Creates a matrix from its counts.
  ///
  /// - Parameter counts: `counts[t][p]`, square and non-negative.
  /// - Throws: `DataError.confusionCounts` if `counts` is not square or has a negative count.
  public init(counts: [[Int]]) throws(DataError) {
    guard counts.allSatisfy({ $0.count == counts.count && $0.allSatisfy { $0 >= 0 } }) else {
      throw .confusionCounts(classes: counts.count)
    }
    self.counts = counts
  }

  /// Creates a matrix from counts that are known to be square and non-negative.
  package init(checked counts: [[Int]]) { self.counts = counts }

  /// Encodes ``counts``, one array for each class.
  public func encode(to encoder: any Encoder) throws { try counts.encode(to: encoder) }

  /// Decodes the counts.
  ///
  /// - Throws: as ``init(counts:)``; `DecodingError`.
  public init(from decoder: any Decoder) throws {
    try self.init(counts: try [[Int]](from: decoder))
  }

  /// Counts predictions by true class.
  ///
  /// - Parameters:
  ///   - labels: the true classes, each in `0..<classCount`.
  ///   - predictions: the predicted classes, in the same order.
  ///   - classCount: the number of classes.
  /// - Throws: `DataError.exampleCount` if the numbers of labels and predictions differ;
  ///   `.noSuchClass`.
  public init(labels: [Int], predictions: [Int], classCount: Int) throws(DataError) {
    guard labels.count == predictions.count else {
      throw .exampleCount(of: "predictions", found: predictions.count, expected: labels.count)
    }
    try DataError.check(labels, count: classCount)
    try DataError.check(predictions, count: classCount)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (label, prediction) in zip(labels, predictions) { counts[label][prediction] += 1 }
    self.counts = counts
  }

  /// The confusion matrix of a model's predicted classes on labelled data.
  ///
  /// - Throws: `ModelError`, including `.targets` if the model or the set does not have classes,
  ///   and `.scoreShape` if they have different numbers of classes; whatever the model throws.
  public init(of model: some Model, on set: LabeledSet) throws {
    let scores = try model.checkedScores(of: set.inputs)
    guard case .classes(let labels, let count) = set.targets,
      let classCount = model.output.classCount
    else { throw ModelError.targets(found: set.targets.task, expected: model.output.task) }
    guard classCount == count else {
      throw ModelError.scoreShape(
        rows: scores.rows, columns: scores.columns, expectedRows: set.count,
        expectedColumns: count)
    }
    let predictions = (0..<scores.rows).map { row in
      model.output.answer(of: scores[row: row]).label ?? 0
    }
    try self.init(labels: labels, predictions: predictions, classCount: count)
  }

  /// One confusion matrix for each label of a multi-label model, with the classes "no" (0) and
  /// "yes" (1).
  ///
  /// - Throws: `ModelError`, including `.targets` if the model or the set does not have flags, or
  ///   if they have different numbers of them; whatever the model throws.
  public static func ofLabels(of model: some Model, on set: LabeledSet) throws -> [ConfusionMatrix]
  {
    let scores = try model.checkedScores(of: set.inputs)
    guard case .flags(let flags) = set.targets, model.output.task == .multilabel,
      flags.columns == scores.columns
    else { throw ModelError.targets(found: set.targets.task, expected: model.output.task) }
    let answers = (0..<scores.rows).map { row -> Set<Int> in
      guard case .flags(let said) = model.output.answer(of: scores[row: row]) else { return [] }
      return Set(said)
    }
    return try (0..<flags.columns).map { label in
      try ConfusionMatrix(
        labels: (0..<flags.rows).map { Int(flags[$0, label]) },
        predictions: answers.map { $0.contains(label) ? 1 : 0 }, classCount: 2)
    }
  }

  /// The number of classes.
  public var classCount: Int { counts.count }

  /// The number of examples.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The number of examples predicted correctly.
  public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The fraction of examples predicted correctly; `nil` if there are no examples.
  public var accuracy: Double? { Self.share(correct, of: total) }

  /// The number of examples of a class (its support).
  public func labelled(_ label: Int) -> Int { counts[label].reduce(0, +) }

  /// The number of examples predicted as a class.
  public func predicted(_ label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }

  /// The fraction of the examples predicted as `label` that belong to it; `nil` if none was
  /// predicted.
  public func precision(of label: Int) -> Double? {
    Self.share(counts[label][label], of: predicted(label))
  }

  /// The fraction of the examples of `label` that were predicted as such; `nil` if there are none.
  public func recall(of label: Int) -> Double? {
    Self.share(counts[label][label], of: labelled(label))
  }

  /// The harmonic mean of precision and recall, `2·TP/(2·TP + FP + FN)`; `nil` where either is
  /// undefined.
  public func f1(of label: Int) -> Double? {
    guard precision(of: label) != nil, recall(of: label) != nil else { return nil }
    return Self.share(2 * counts[label][label], of: predicted(label) + labelled(label))
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
