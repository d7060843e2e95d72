/// One method's pair interactions over a batch. Its size does not grow with the number of rows.
struct PairDigest: Sendable {
  let players: Int
  /// As in the series.
  let middles: [Float]
  private(set) var hasErrors = false
  private var rows = 0
  /// players × players: the sums of the values, and of their magnitudes.
  private var sums: [Double]
  private var sizes: [Double]

  init(like series: PairSeries) {
    players = series.players
    middles = series.middles
    sums = [Double](repeating: 0, count: players * players)
    sizes = sums
  }

  /// Adds an explained row.
  mutating func add(_ series: PairSeries, row: Int) {
    rows += 1
    for (place, value) in series.values[series.range(ofRow: row)].enumerated() {
      sums[place] += Double(value)
      sizes[place] += Double(abs(value))
    }
    if series.errors != nil { hasErrors = true }
  }

  /// The pairs with the largest mean magnitudes, the largest first, without those that are 0 in all
  /// rows.
  func strongest(_ count: Int) -> [ReportSummary.Pair] {
    var all: [ReportSummary.Pair] = []
    for i in 0..<players {
      for j in i + 1..<max(players, i + 1) where sizes[i * players + j] > 0 {
        all.append(
          .init(
            first: i, second: j, mean: sums[i * players + j] / Double(rows),
            meanSize: sizes[i * players + j] / Double(rows)))
      }
    }
    all.sort { ($0.meanSize, $1.first, $1.second) > ($1.meanSize, $0.first, $0.second) }
    return Array(all.prefix(count))
  }
}
