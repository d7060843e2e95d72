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
  public init(inputs: Matrix, targets: Targets, sourceRows: [Int]? = nil) {
    precondition(
      sourceRows.map { $0.count == inputs.rows } ?? true, "a row in the source for each input")
    precondition(targets.count == inputs.rows, "\(targets.count) targets for \(inputs.rows) inputs")
    if case .classes(let labels, let count) = targets {
      precondition(
        labels.allSatisfy { (0..<count).contains($0) }, "a label outside 0..<\(count)")
    }
    self.inputs = inputs
    self.targets = targets
    self.sourceRows = sourceRows ?? Array(0..<inputs.rows)
  }

  /// Examples of classes.
  ///
  /// - Parameters:
  ///   - labels: the class of each row, in `0..<classCount`.
  ///   - sourceRows: one for each example; 0, 1, 2 … if `nil`.
  public init(inputs: Matrix, labels: [Int], classCount: Int, sourceRows: [Int]? = nil) {
    self.init(
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
      inputs: inputs.rows(at: indices), targets: targets.examples(at: indices),
      sourceRows: indices.map { sourceRows[$0] })
  }
}
