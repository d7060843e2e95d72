import LimnCore

/// The rows of a table that a page may start from, and what their features go over.
public struct ServedTable: Sendable {
  let name: String
  let path: String
  let arguments: [String]
  let rows: Matrix
  public let featureNames: [String]?
  /// What the features hold that are categories, by feature: in rows their places stand.
  let categories: [Int: Categories]
  let labels: [Int]?
  let ids: [String]?

  /// - Parameters:
  ///   - name: what the page calls it.
  ///   - path: what the command line calls it.
  ///   - arguments: which of its columns are not features, as the command line says it.
  ///   - rows: at least one, all finite; the page is given the first ``mostValues`` values of them in
  ///     whole rows.
  ///   - featureNames: one for each column, where they have names.
  ///   - categories: of the columns that hold some.
  ///   - labels: the class of each row, where that is known.
  ///   - ids: what each row is called, where the table says so.
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

  /// How many of its rows a page is given.
  var shownCount: Int { min(rows.rows, max(1, Self.mostValues / max(1, rows.columns))) }
}

/// The same as in the page.
struct PageTable: Encodable {
  let name: String
  let path: String
  let arguments: [String]
  let rows: [[Float]]
  /// The smallest and largest value of each feature, in all rows.
  let low: [Float]
  let high: [Float]
  let names: [String]?
  /// By feature.
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
