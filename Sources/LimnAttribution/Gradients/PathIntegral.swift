/// The result of an integration rule for a range of rows.
struct PathIntegral: Sendable {
  /// The attributions, rows × features.
  var values: [Double]
  /// The number of gradients on the path of each row; empty for the exact rule, which needs none.
  var steps: [Int] = []
  /// The number of points on the path of each row where only the scores were evaluated.
  var scored: [Int] = []
  /// The indices, in the range, of the rows whose estimated error exceeds the tolerance.
  var unfinished: Set<Int> = []
}

extension PathIntegral {
  /// Appends the result of the next row.
  mutating func append(_ values: [Double], steps: Int, scored: Int, isUnfinished: Bool) {
    if isUnfinished { unfinished.insert(self.steps.count) }
    self.values += values
    self.steps.append(steps)
    self.scored.append(scored)
  }
}
