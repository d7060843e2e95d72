import LimnCore

/// The rows of a table that a page may start from, and what their features go over.
public struct ServedTable: Sendable {
  let name: String
  let path: String
  let arguments: [String]
  let rows: Matrix
  public let featureNames: [String]?

  /// - Parameters:
  ///   - name: what the page calls it.
  ///   - path: what the command line calls it.
  ///   - arguments: which of its columns are no features, as the command line says it.
  ///   - rows: at least one, all finite; the page is given the first ``mostValues`` values of them in
  ///     whole rows.
  ///   - featureNames: one for each column, where they have names.
  public init(
    name: String, path: String, arguments: [String] = [], rows: Matrix, featureNames: [String]?
  ) {
    precondition(rows.rows > 0, "a table has a row")
    self.name = name
    self.path = path
    self.arguments = arguments
    self.rows = rows
    self.featureNames = featureNames
  }

  static let mostValues = 100_000
}

/// The same as the page has it.
struct PageTable: Encodable {
  let name: String
  let path: String
  let arguments: [String]
  let rows: [[Float]]
  /// The smallest and largest value of each feature, in all rows.
  let low: [Float]
  let high: [Float]
  let names: [String]?

  init(_ table: ServedTable) {
    name = table.name
    path = table.path
    arguments = table.arguments
    names = table.featureNames
    let count = max(1, ServedTable.mostValues / max(1, table.rows.columns))
    rows = (0..<min(count, table.rows.rows)).map { Array(table.rows[row: $0]) }
    var (low, high) = (Array(table.rows[row: 0]), Array(table.rows[row: 0]))
    for row in 1..<max(1, table.rows.rows) {
      for (column, value) in table.rows[row: row].enumerated() {
        low[column] = min(low[column], value)
        high[column] = max(high[column], value)
      }
    }
    (self.low, self.high) = (low, high)
  }
}
