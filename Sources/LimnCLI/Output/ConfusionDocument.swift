import Limn

/// A confusion matrix as JSON.
struct ConfusionDocument: Encodable {
  let model: String
  let set: String
  /// `counts[t][p]`: examples of class t predicted as p.
  let counts: [[Int]]
  let accuracy: Double?
  let classes: [Measures]

  /// Of one class; what is undefined is null.
  struct Measures: Encodable {
    let label: Int
    let examples: Int
    let precision: Double?
    let recall: Double?
    let f1: Double?

    private enum CodingKeys: CodingKey { case label, examples, precision, recall, f1 }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(label, forKey: .label)
      try container.encode(examples, forKey: .examples)
      try container.encode(precision, forKey: .precision)
      try container.encode(recall, forKey: .recall)
      try container.encode(f1, forKey: .f1)
    }
  }

  init(_ matrix: ConfusionMatrix, model: String, set: String) {
    self.model = model
    self.set = set
    counts = matrix.counts
    accuracy = matrix.accuracy
    classes = (0..<matrix.classCount).map { label in
      Measures(
        label: label, examples: matrix.labelled(label), precision: matrix.precision(of: label),
        recall: matrix.recall(of: label), f1: matrix.f1(of: label))
    }
  }
}
