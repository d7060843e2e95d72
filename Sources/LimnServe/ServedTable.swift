import LimnCore

/// The rows of a table from which a page can start, and the ranges of their features.
public struct ServedTable: Sendable {
  let name: String
  let path: String
  let arguments: [String]
  let rows: Matrix
  public let featureNames: [String]?
  /// The categories of categorical features, by feature; rows contain their indices.
  let categories: [Int: Categories]
  let labels: [Int]?
  let ids: [String]?

  /// - Parameters:
  ///   - name: the table's name on the page.
  ///   - path: its path on the command line.
  ///   - arguments: the command-line options that name the columns that are not features.
  ///   - rows: the rows, at least one, all finite; the page receives complete rows of them, up to
  ///     ``mostValues`` values.
  ///   - featureNames: one for each column, if they have names.
  ///   - categories: the categories of categorical columns.
  ///   - labels: the class of each row, if known.
  ///   - ids: the id of each row, if the table has ids.
  public init(
    name: String, path: String, arguments: [String] = [], rows: Matrix, featureNames: [String]?,
    categories: [Int: Categories] = [:], labels: [Int]? = nil, ids: [String]? = nil
  ) {
    precondition(rows.rows > 0, "a table has a row")
    self.name = name
    self.path = path
    self.arguments = arguments
    self.rows = rows
    self.featureNames = featureNames
    self.categories = categories
    self.labels = labels
    self.ids = ids
  }

  private static let mostValues = 100_000

  /// The number of rows that a page receives.
  var shownCount: Int { min(rows.rows, max(1, Self.mostValues / max(1, rows.columns))) }
}

/// The table in the form sent to the page.
struct PageTable: Encodable {
  let name: String
  let path: String
  let arguments: [String]
  let rows: [[Float]]
  /// The smallest and largest value of each feature over all rows.
  let low: [Float]
  let high: [Float]
  let names: [String]?
  /// The categories of categorical features, by feature.
  let categories: [String: Categories]
  let labels: [Int]?
  let ids: [String]?

  init(_ table: ServedTable) {
    name = table.name
    path = table.path
    arguments = table.arguments
    names = table.featureNames
    categories = Dictionary(
      uniqueKeysWithValues: table.categories.map { ("\($0.key)", $0.value) })
    let count = table.shownCount
    rows = (0..<count).map { Array(table.rows[row: $0]) }
    labels = table.labels.map { Array($0.prefix(count)) }
    ids = table.ids.map { Array($0.prefix(count)) }
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
