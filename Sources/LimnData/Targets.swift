import LimnCore

/// What a model is to answer for each of several examples: what it learns from and is judged by.
public enum Targets: Sendable, Hashable {
  /// A class for each example, in `0..<count`; `count` is how many there may be, whether or not each has
  /// an example.
  case classes([Int], count: Int)
  /// Of each example which labels it has, `n × k`: 1 for yes, 0 for no.
  case flags(Matrix)
  /// Numbers, `n × k`.
  case numbers(Matrix)

  /// The number of examples.
  public var count: Int {
    switch self {
    case .classes(let labels, _): labels.count
    case .flags(let values), .numbers(let values): values.rows
    }
  }

  /// What kind of answer they are.
  public var task: OutputSchema.Task {
    switch self {
    case .classes: .classification
    case .flags: .multilabel
    case .numbers: .regression
    }
  }

  /// The number of classes, of labels, or of numbers for each example.
  public var width: Int {
    switch self {
    case .classes(_, let count): count
    case .flags(let values), .numbers(let values): values.columns
    }
  }

  /// Whether a model with these outputs can be held to them: the same kind of answer, and as many of it.
  public func fit(_ output: OutputSchema) -> Bool {
    task == output.task && width == (output.classCount ?? output.count)
  }

  /// The examples at `indices`, in the order named.
  public func examples(at indices: [Int]) -> Targets {
    switch self {
    case .classes(let labels, let count): .classes(indices.map { labels[$0] }, count: count)
    case .flags(let values): .flags(values.rows(at: indices))
    case .numbers(let values): .numbers(values.rows(at: indices))
    }
  }

  /// The examples in `range`.
  public func examples(in range: Range<Int>) -> Targets {
    switch self {
    case .classes(let labels, let count): .classes(Array(labels[range]), count: count)
    case .flags(let values): .flags(values.rows(range))
    case .numbers(let values): .numbers(values.rows(range))
    }
  }

  /// What each of `columns` outputs should give, `n × columns`: of a class 1 in its own column and 0 in
  /// the others, or in a single column 1 for class 1 and 0 for class 0.
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
