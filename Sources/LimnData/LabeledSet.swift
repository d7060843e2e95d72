import LimnCore

/// Examples with their targets: row r of ``inputs`` belongs to target r.
public struct LabeledSet: Sendable, Hashable {
  /// The inputs, `n × features`.
  public let inputs: Matrix
  /// The targets: `n` classes, rows of flags, or rows of numbers.
  public let targets: Targets
  /// The row of each example in its original source, so that it can be found there.
  public let sourceRows: [Int]

  /// Creates a set from inputs and targets.
  ///
  /// - Parameters:
  ///   - inputs: one example in each row.
  ///   - targets: one target for each example.
  ///   - sourceRows: one row for each example; `nil` for 0, 1, 2 …
  /// - Throws: `DataError.exampleCount` if the numbers of examples and of targets or source rows
  ///   differ; `.noSuchClass` for a class out of range.
  public init(inputs: Matrix, targets: Targets, sourceRows: [Int]? = nil) throws(DataError) {
    if let sourceRows, sourceRows.count != inputs.rows {
      throw .exampleCount(of: "source rows", found: sourceRows.count, expected: inputs.rows)
    }
    guard targets.count == inputs.rows else {
      throw .exampleCount(of: "targets", found: targets.count, expected: inputs.rows)
    }
    if case .classes(let labels, let count) = targets {
      try DataError.check(labels, count: count)
    }
    self.init(checked: inputs, targets, sourceRows: sourceRows ?? Array(0..<inputs.rows))
  }

  /// Creates a set from parts that are known to fit together.
  package init(checked inputs: Matrix, _ targets: Targets, sourceRows: [Int]) {
    self.inputs = inputs
    self.targets = targets
    self.sourceRows = sourceRows
  }

  /// Creates a set of examples with classes.
  ///
  /// - Parameters:
  ///   - inputs: one example in each row.
  ///   - labels: the class of each example, in `0..<classCount`.
  ///   - classCount: the number of possible classes.
  ///   - sourceRows: one row for each example; `nil` for 0, 1, 2 …
  /// - Throws: as ``init(inputs:targets:sourceRows:)``.
  public init(
    inputs: Matrix, labels: [Int], classCount: Int, sourceRows: [Int]? = nil
  ) throws(DataError) {
    try self.init(
      inputs: inputs, targets: .classes(labels, count: classCount), sourceRows: sourceRows)
  }

  /// The number of examples.
  public var count: Int { inputs.rows }

  /// The class of each example; empty if the targets are flags or numbers (see ``targets``).
  public var labels: [Int] {
    if case .classes(let labels, _) = targets { labels } else { [] }
  }

  /// The number of possible classes, whether or not each has an example; 0 if the targets are not
  /// classes.
  public var classCount: Int {
    if case .classes(_, let count) = targets { count } else { 0 }
  }

  /// The examples at `indices`, in that order.
  public func examples(at indices: [Int]) -> LabeledSet {
    LabeledSet(
      checked: inputs.rows(at: indices), targets.examples(at: indices),
      sourceRows: indices.map { sourceRows[$0] })
  }
}

extension DataError {
  /// Checks that all labels are in range.
  ///
  /// - Throws: ``noSuchClass(_:row:count:)`` for the first label outside `0..<count`.
  static func check(_ labels: [Int], count: Int) throws(DataError) {
    for (row, label) in labels.enumerated() where label < 0 || label >= count {
      throw .noSuchClass(label, row: row, count: count)
    }
  }
}
