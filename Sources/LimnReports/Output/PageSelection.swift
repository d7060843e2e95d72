/// The predictions on the page: all, or if there are too many, the most interesting ones and an
/// even sample of the others.
struct PageSelection: Sendable {
  /// The selected rows, counted from the run's first row, in order.
  let rows: [Int]
  /// A description of the selection for the reader.
  let description: String

  /// The maximum number of predictions on a page, and that of values, which take two bytes each.
  private static let mostRows = 5000
  private static let mostValues = 8_000_000

  /// The number of predictions with `values` numbers each that fit on a page.
  static func limit(values: Int) -> Int { max(1, min(mostRows, mostValues / max(1, values))) }

  /// Collects the most interesting rows while a run's rows are read.
  struct Candidates {
    private let limit: Int
    private var wrong: BoundedSelection
    private var uncertain: BoundedSelection
    private var unusual: BoundedSelection
    private var explained: [Range<Int>] = []
    private var count = 0
    private let hasLabels: Bool
    private let isRegression: Bool

    init(limit: Int, hasLabels: Bool, isRegression: Bool) {
      self.isRegression = isRegression
      self.limit = limit
      self.hasLabels = hasLabels
      // A quarter for each kind leaves at least a quarter for the sample.
      wrong = BoundedSelection(limit: hasLabels ? limit / 4 : 0)
      uncertain = BoundedSelection(limit: limit / 4)
      unusual = BoundedSelection(limit: limit / 4)
    }

    /// - Parameters:
    ///   - error: the error of a wrong row: the model's confidence, or the magnitude of a number's
    ///     error; `nil` for a right row, or if the truth is unknown.
    ///   - confidence: `nil` if the answer has none.
    mutating func add(row: Int, error: Double?, confidence: Double?, unusualness: Double?) {
      count += 1
      if let last = explained.last, last.upperBound == row {
        explained[explained.count - 1] = last.lowerBound..<row + 1
      } else {
        explained.append(row..<row + 1)
      }
      // The most confident mistakes are the most instructive.
      if let error { wrong.add(row, score: error) }
      if let confidence { uncertain.add(row, score: -confidence) }
      if let unusualness { unusual.add(row, score: unusualness) }
    }

    /// The selection, after all rows have been added.
    func selection() -> PageSelection {
      guard count > limit else {
        return PageSelection(
          rows: explained.flatMap { $0 }, description: "all \(count) explained predictions")
      }
      var rows = Set(wrong.rows + uncertain.rows + unusual.rows)
      let sample = limit - rows.count
      // The k-th sampled row is the explained row at k · count / sample.
      var next = 0
      var before = 0
      for range in explained {
        while next < sample, next * count / sample < before + range.count {
          rows.insert(range.lowerBound + next * count / sample - before)
          next += 1
        }
        before += range.count
      }
      if isRegression {
        let off = hasLabels ? "the \(wrong.rows.count) farthest off, " : ""
        return PageSelection(
          rows: rows.sorted(),
          description: "\(rows.count) of \(count) explained predictions: \(off)the "
            + "\(unusual.rows.count) most unusual, and an even sample of \(sample)")
      }
      let wrongPart = hasLabels ? "\(wrong.rows.count) wrong ones (the most confident first), " : ""
      return PageSelection(
        rows: rows.sorted(),
        description: "\(rows.count) of \(count) explained predictions: \(wrongPart)the "
          + "\(uncertain.rows.count) least certain, the \(unusual.rows.count) most unusual for "
          + "their class, and an even sample of \(sample)")
    }
  }
}
