import Limn

/// A model's errors on a data set, as JSON: a confusion matrix for classes, one for the yes and no
/// of each label of a multilabel model, or the errors of a regression.
struct ConfusionDocument: Encodable {
  let model: String
  let set: String
  /// `counts[t][p]`: the number of examples of class t predicted as p.
  private(set) var counts: [[Int]]?
  private(set) var accuracy: Double?
  private(set) var classes: [Measures]?
  private(set) var labels: [Label]?
  private(set) var outputs: [FitDocument]?

  /// The scores of one class; undefined values are null.
  struct Measures: Encodable {
    let label: Int
    let name: String?
    let examples: Int
    let precision: Double?
    let recall: Double?
    let f1: Double?

    private enum CodingKeys: CodingKey { case label, name, examples, precision, recall, f1 }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(label, forKey: .label)
      try container.encodeIfPresent(name, forKey: .name)
      try container.encode(examples, forKey: .examples)
      try container.encode(precision, forKey: .precision)
      try container.encode(recall, forKey: .recall)
      try container.encode(f1, forKey: .f1)
    }
  }

  /// The scores of one label; undefined values are null.
  struct Label: Encodable {
    let name: String
    /// `counts[t][p]`, with 0 for no and 1 for yes.
    let counts: [[Int]]
    let accuracy: Double?
    let precision: Double?
    let recall: Double?
    let f1: Double?

    private enum CodingKeys: CodingKey { case name, counts, accuracy, precision, recall, f1 }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(counts, forKey: .counts)
      try container.encode(accuracy, forKey: .accuracy)
      try container.encode(precision, forKey: .precision)
      try container.encode(recall, forKey: .recall)
      try container.encode(f1, forKey: .f1)
    }
  }

  /// - Throws: `ModelError`.
  init(of model: NamedModel, on named: NamedSet) throws {
    self.model = model.name
    set = named.name
    let (network, set) = (model.network, named.set)
    let schema = network.output
    switch set.targets {
    case .classes:
      let matrix = try ConfusionMatrix(of: network, on: set)
      counts = matrix.counts
      accuracy = matrix.accuracy
      classes = (0..<matrix.classCount).map { label in
        Measures(
          label: label, name: schema.names == nil ? nil : schema.className(label),
          examples: matrix.labelled(label), precision: matrix.precision(of: label),
          recall: matrix.recall(of: label), f1: matrix.f1(of: label))
      }
    case .flags:
      labels = try ConfusionMatrix.ofLabels(of: network, on: set).enumerated().map {
        Label(
          name: schema.name(of: $0), counts: $1.counts, accuracy: $1.accuracy,
          precision: $1.precision(of: 1), recall: $1.recall(of: 1), f1: $1.f1(of: 1))
      }
    case .numbers:
      outputs = try RegressionFit.all(of: network, on: set).enumerated().map {
        FitDocument($1, name: schema.name(of: $0))
      }
    }
  }
}
