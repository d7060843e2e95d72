import LimnCore
import Testing

@testable import LimnReports

/// Which predictions a page holds, against a plain sort of all of them.
@Suite struct PageSelectionTests {
  private struct Row {
    let row: Int
    let isWrong: Bool
    let confidence: Double
    let unusualness: Double?
  }

  /// Explained rows with gaps between them, where bad ones stood; confidences that repeat.
  private func rows(_ count: Int) -> [Row] {
    var stream = RandomStream(seed: 51)
    return (0..<count).filter { $0 % 37 != 5 && !(200..<230).contains($0) }.map { row in
      Row(
        row: row, isWrong: stream.uniform() < 0.1,
        confidence: Double(stream.integer(below: 60)) / 60,
        unusualness: row % 11 == 0 ? nil : stream.uniform())
    }
  }

  private func selection(_ rows: [Row], limit: Int, hasLabels: Bool) -> PageSelection {
    var candidates = PageSelection.Candidates(
      limit: limit, hasLabels: hasLabels, isRegression: false)
    for row in rows {
      candidates.add(
        row: row.row, error: row.isWrong ? row.confidence : nil, confidence: row.confidence,
        unusualness: row.unusualness)
    }
    return candidates.selection()
  }

  /// The first rows by falling score; of equal ones the earlier.
  private func first(_ count: Int, _ rows: [Row], by score: (Row) -> Double?) -> [Int] {
    let scored = rows.compactMap { row in score(row).map { (row: row.row, score: $0) } }
    return scored.sorted { $0.score == $1.score ? $0.row < $1.row : $0.score > $1.score }
      .prefix(count).map(\.row)
  }

  @Test(arguments: [(400, true), (400, false), (40, true), (41, false), (7, true)])
  func theOnesWorthALookAndAnEvenSample(limit: Int, hasLabels: Bool) {
    let rows = rows(1500)
    let found = selection(rows, limit: limit, hasLabels: hasLabels)
    let quarter = limit / 4
    let wrong =
      hasLabels ? first(quarter, rows.filter(\.isWrong)) { $0.confidence } : []
    let uncertain = first(quarter, rows) { -$0.confidence }
    let unusual = first(quarter, rows) { $0.unusualness }
    var expected = Set(wrong + uncertain + unusual)
    let sample = limit - expected.count
    for k in 0..<sample { expected.insert(rows[k * rows.count / sample].row) }
    #expect(found.rows == expected.sorted())
    #expect(found.rows.count <= limit)
    let wrongWords = hasLabels ? "\(wrong.count) wrong ones (the most confident first), " : ""
    #expect(
      found.description
        == "\(expected.count) of \(rows.count) explained predictions: \(wrongWords)the "
        + "\(uncertain.count) least certain, the \(unusual.count) most unusual for their class, and "
        + "an even sample of \(sample)")
  }

  @Test func allWhereTheyAreFewEnough() {
    let rows = rows(300)
    let found = selection(rows, limit: rows.count, hasLabels: true)
    #expect(found.rows == rows.map(\.row))
    #expect(found.description == "all \(rows.count) explained predictions")
    #expect(selection([], limit: 5, hasLabels: true).rows.isEmpty)
    // One more than there is room for.
    #expect(selection(rows, limit: rows.count - 1, hasLabels: true).rows.count < rows.count)
  }

  /// At most 5,000 predictions and 8 million values; one at least.
  @Test(arguments: [
    (1, 5000), (64 * 9, 5000), (1600, 5000), (1601, 4996), (784 * 13, 784), (9_000_000, 1),
  ])
  func thePageIsBounded(values: Int, rows: Int) {
    #expect(PageSelection.limit(values: values) == rows)
  }

  @Test func aBoundedSelectionIsASort() {
    var stream = RandomStream(seed: 52)
    let scores = (0..<2000).map { _ in Double(stream.integer(below: 90)) }
    for limit in [0, 1, 3, 100, 3000] {
      var selection = BoundedSelection(limit: limit)
      for (row, score) in scores.enumerated() { selection.add(row, score: score) }
      let expected = scores.indices.sorted {
        scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
      }.prefix(limit)
      #expect(selection.rows == Array(expected))
    }
  }
}
