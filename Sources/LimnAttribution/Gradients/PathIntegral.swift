/// What one way of integrating gives for a range of rows.
struct PathIntegral: Sendable {
  /// The attributions, row after row.
  var values: [Double]
  /// For each row the number of gradients along its path; empty for the exact rule, which takes none.
  var steps: [Int] = []
  /// For each row the points of its path where only the scores were asked for.
  var scored: [Int] = []
  /// The places in the range of the rows whose error is estimated to lie above the tolerance asked for.
  var unfinished: Set<Int> = []
}

extension PathIntegral {
  /// Adds the next row.
  mutating func append(_ values: [Double], steps: Int, scored: Int, isUnfinished: Bool) {
    if isUnfinished { unfinished.insert(self.steps.count) }
    self.values += values
    self.steps.append(steps)
    self.scored.append(scored)
  }
}
