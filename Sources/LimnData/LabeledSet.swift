import LimnCore

/// Examples and what they are to be answered with: row r of ``inputs`` belongs to target r.
public struct LabeledSet: Sendable, Hashable {
  /// `n × features`.
  public let inputs: Matrix
  /// `n` classes, rows of flags, or rows of numbers.
  public let targets: Targets
  /// The row of each example in the source it comes from: what a person finds it by.
  public let sourceRows: [Int]

  /// Inputs with what is right for them.
  ///
  /// - Parameter sourceRows: one for each example; 0, 1, 2 … if `nil`.
  /// - Throws: `DataError.exampleCount` for another number of targets or source rows than of inputs,
  ///   `.noSuchClass` for a class outside those counted.
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

  /// - Parameter inputs: of which it is known that the rest fits them.
  package init(checked inputs: Matrix, _ targets: Targets, sourceRows: [Int]) {
    self.inputs = inputs
    self.targets = targets
    self.sourceRows = sourceRows
  }

  /// Examples of classes.
  ///
  /// - Parameters:
  ///   - labels: the class of each row, in `0..<classCount`.
  ///   - sourceRows: one for each example; 0, 1, 2 … if `nil`.
  /// - Throws: as for any targets.
  public init(
    inputs: Matrix, labels: [Int], classCount: Int, sourceRows: [Int]? = nil
  ) throws(DataError) {
    try self.init(
      inputs: inputs, targets: .classes(labels, count: classCount), sourceRows: sourceRows)
  }

  /// The number of examples.
  public var count: Int { inputs.rows }

  /// The class of each example; empty where they have flags or numbers, see ``targets``.
  public var labels: [Int] {
    if case .classes(let labels, _) = targets { labels } else { [] }
  }

  /// The number of classes there may be, whether or not each has an example; 0 where there are none.
  public var classCount: Int {
    if case .classes(_, let count) = targets { count } else { 0 }
  }

  /// The examples at `indices`, in the order named.
  public func examples(at indices: [Int]) -> LabeledSet {
    LabeledSet(
      checked: inputs.rows(at: indices), targets.examples(at: indices),
      sourceRows: indices.map { sourceRows[$0] })
  }
}

extension DataError {
  /// - Throws: ``noSuchClass(_:row:count:)`` for the first label outside `0..<count`.
  static func check(_ labels: [Int], count: Int) throws(DataError) {
    for (row, label) in labels.enumerated() where label < 0 || label >= count {
      throw .noSuchClass(label, row: row, count: count)
    }
  }
}
