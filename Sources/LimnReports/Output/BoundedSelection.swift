/// A bounded number of rows with the largest scores; of equal scores, the earlier rows.
struct BoundedSelection {
  private let limit: Int
  private var kept: [(score: Double, row: Int)] = []

  init(limit: Int) { self.limit = limit }

  mutating func add(_ row: Int, score: Double) {
    guard limit > 0 else { return }
    kept.append((score, row))
    if kept.count >= 2 * limit { cut() }
  }

  /// The rows, the largest score first.
  var rows: [Int] {
    var copy = self
    copy.cut()
    return copy.kept.map(\.row)
  }

  private mutating func cut() {
    kept.sort { ($1.score, $0.row) < ($0.score, $1.row) }
    kept.removeLast(max(0, kept.count - limit))
  }
}
