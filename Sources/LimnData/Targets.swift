import LimnCore

/// The correct answers for a set of examples, for training and evaluation.
public enum Targets: Sendable, Hashable {
  /// The class of each example, in `0..<count`, where `count` is the number of possible classes,
  /// whether or not each has an example.
  case classes([Int], count: Int)
  /// The labels of each example, `n × k`: 1 if the example has the label, otherwise 0.
  case flags(Matrix)
  /// The numbers of each example, `n × k`.
  case numbers(Matrix)

  /// The number of examples.
  public var count: Int {
    switch self {
    case .classes(let labels, _): labels.count
    case .flags(let values), .numbers(let values): values.rows
    }
  }

  /// The task that corresponds to the targets.
  public var task: OutputSchema.Task {
    switch self {
    case .classes: .classification
    case .flags: .multilabel
    case .numbers: .regression
    }
  }

  /// The number of classes, or of labels or numbers for each example.
  public var width: Int {
    switch self {
    case .classes(_, let count): count
    case .flags(let values), .numbers(let values): values.columns
    }
  }

  /// Whether the targets match a model's outputs: the same task and the same width.
  public func fit(_ output: OutputSchema) -> Bool {
    task == output.task && width == (output.classCount ?? output.count)
  }

  /// The targets at `indices`, in that order.
  public func examples(at indices: [Int]) -> Targets {
    switch self {
    case .classes(let labels, let count): .classes(indices.map { labels[$0] }, count: count)
    case .flags(let values): .flags(values.rows(at: indices))
    case .numbers(let values): .numbers(values.rows(at: indices))
    }
  }

  /// The targets in `range`.
  public func examples(in range: Range<Int>) -> Targets {
    switch self {
    case .classes(let labels, let count): .classes(Array(labels[range]), count: count)
    case .flags(let values): .flags(values.rows(range))
    case .numbers(let values): .numbers(values.rows(range))
    }
  }

  /// The desired outputs as a matrix, `n × columns`. Classes are one-hot, or with a single column 1
  /// for class 1 and 0 for class 0.
  public func matrix(columns: Int) -> Matrix {
    switch self {
    case .flags(let values), .numbers(let values):
      precondition(values.columns == columns, "\(values.columns) targets for \(columns) outputs")
      return values
    case .classes(let labels, let count):
      precondition(
        count == (columns == 1 ? 2 : columns), "\(count) classes for \(columns) outputs")
      var result = Matrix(rows: labels.count, columns: columns)
      for (row, label) in labels.enumerated() {
        if columns == 1 { result[row, 0] = Float(label) } else { result[row, label] = 1 }
      }
      return result
    }
  }
}
