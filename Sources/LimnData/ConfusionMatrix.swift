import LimnCore

/// How often each class was taken for which: element (t, p) counts the examples of class t that were
/// predicted as p.
///
/// Precision, recall and F1 follow scikit-learn's definitions, except that what is undefined is
/// `nil` here and never 0.
public struct ConfusionMatrix: Sendable, Hashable {
  /// `counts[t][p]`: examples of class t predicted as p.
  public let counts: [[Int]]

  /// - Parameters:
  ///   - labels: the true classes, each in `0..<classCount`.
  ///   - predictions: the predicted ones, in the same order.
  public init(labels: [Int], predictions: [Int], classCount: Int) {
    precondition(
      labels.count == predictions.count, "\(predictions.count) predictions for \(labels.count)")
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (label, prediction) in zip(labels, predictions) { counts[label][prediction] += 1 }
    self.counts = counts
  }

  /// The confusion of a model's predictions, each the class of the largest score, on a set.
  ///
  /// - Throws: `ModelError`; `.scoreShape` for a set of another number of classes than the model's.
  public init(of model: some Model, on set: LabeledSet) throws {
    let scores = try model.checkedScores(of: set.inputs)
    guard scores.columns == set.classCount else {
      throw ModelError.scoreShape(
        rows: scores.rows, columns: scores.columns, expectedRows: set.count,
        expectedColumns: set.classCount)
    }
    self.init(
      labels: set.labels, predictions: scores.argmaxOfRows(), classCount: set.classCount)
  }

  public var classCount: Int { counts.count }

  /// The number of examples.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The number of examples whose class was predicted.
  public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The share predicted correctly; `nil` of nothing.
  public var accuracy: Double? { Self.share(correct, of: total) }

  /// The number of examples of a class: its support.
  public func labelled(_ label: Int) -> Int { counts[label].reduce(0, +) }

  /// The number of examples predicted as a class.
  public func predicted(_ label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }

  /// Of the examples predicted as `label`, the share that belongs to it; `nil` where none was.
  public func precision(of label: Int) -> Double? {
    Self.share(counts[label][label], of: predicted(label))
  }

  /// Of the examples of `label`, the share predicted as such; `nil` where there are none.
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
