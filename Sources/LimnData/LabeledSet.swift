import LimnCore

/// Examples and their classes: row r of ``inputs`` belongs to class `labels[r]`.
public struct LabeledSet: Sendable, Hashable {
  /// `n × features`.
  public let inputs: Matrix
  /// `n` classes, each in `0..<classCount`.
  public let labels: [Int]
  /// The number of classes there may be, whether or not each has an example.
  public let classCount: Int
  /// The row of each example in the source it comes from: what a person finds it by.
  public let sourceRows: [Int]

  /// - Parameter sourceRows: one for each example; 0, 1, 2 … if `nil`.
  public init(inputs: Matrix, labels: [Int], classCount: Int, sourceRows: [Int]? = nil) {
    precondition(
      sourceRows.map { $0.count == inputs.rows } ?? true, "a row in the source for each input")
    precondition(labels.count == inputs.rows, "\(labels.count) labels for \(inputs.rows) inputs")
    precondition(
      labels.allSatisfy { (0..<classCount).contains($0) }, "a label outside 0..<\(classCount)")
    self.inputs = inputs
    self.labels = labels
    self.classCount = classCount
    self.sourceRows = sourceRows ?? Array(labels.indices)
  }

  /// The number of examples.
  public var count: Int { labels.count }

  /// The examples at `indices`, in the order named.
  public func examples(at indices: [Int]) -> LabeledSet {
    LabeledSet(
      inputs: inputs.rows(at: indices), labels: indices.map { labels[$0] }, classCount: classCount,
      sourceRows: indices.map { sourceRows[$0] })
  }
}
