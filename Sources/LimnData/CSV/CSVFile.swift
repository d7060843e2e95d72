import LimnCore

/// A CSV file of numbers whose rows are read on demand; only the offsets of its pieces are kept in
/// memory. It is parsed like ``CSVTable``, but may contain any numbers.
///
/// Cost: one pass to open the file. Reading a range of rows costs a pass over the pieces that
/// contain it.
struct CSVFile: Sendable {
  let path: String
  /// The name used in errors.
  private let name: String
  /// The number of columns that are features.
  let columns: Int
  /// The total number of columns.
  let width: Int
  /// The names of the features; `nil` without a heading.
  let heading: [String]?
  /// The categories of categorical features, by feature.
  let categories: [Int: Categories]
  /// The number of missing values that were substituted.
  let imputedCount: Int
  /// The content of the label column and of the id column, by row; `nil` without such a column.
  let labels: [String]?
  let ids: [String]?
  let rows: Int
  /// Whether the first column looks like an index written by pandas.
  let beginsWithIndex: Bool
  private let separator: UInt8
  private let plan: ColumnPlan
  private let table: TableColumns
  private let pieceSize: Int
  private var pieces: [Piece] = []

  /// A run of consecutive rows, described by its beginning.
  private struct Piece {
    let offset: Int
    let firstRow: Int
    let firstLine: Int
  }

  /// The number of bytes in a piece; more if a single row is longer.
  private static let pieceSize = 1 << 14

  /// - Parameters:
  ///   - table: the columns that are not features.
  ///   - expected: the feature names in the model's order, if it has names.
  ///   - categories: the categories of categorical features, by position in that order, unless
  ///     `table` finds them itself.
  ///   - imputed: the substitutes for missing values, by the same positions.
  ///   - pieceSize: the number of bytes that are read at a time.
  /// - Throws: `FileError.cannotRead`; `DataError.noRows`, whatever
  ///   ``CSVColumns/next(of:into:file:)`` throws and, if `table` finds categories, whatever
  ///   ``CategorySearch`` throws.
  init(
    path: String, name: String? = nil, table: TableColumns = TableColumns(),
    expecting expected: [String]? = nil, categories: [Int: Categories] = [:],
    imputed: [Int: Float] = [:],
    pieceSize: Int = CSVFile.pieceSize
  ) throws {
    let name = name ?? path
    self.path = path
    self.name = name
    self.pieceSize = pieceSize
    self.table = table
    var reader = try CSVReader(path: path, name: name, blockSize: pieceSize)
    self.categories =
      table.findsCategories
      ? try CategorySearch.categories(in: &reader, table, file: name)
      : categories
    if table.findsCategories {
      reader = try CSVReader(path: path, name: name, blockSize: pieceSize)
    }
    var columns = CSVColumns(
      table, expecting: expected, categories: self.categories, imputed: imputed)
    var values: [Float] = []
    var (labels, ids) = ([String](), [String]())
    while try columns.next(of: &reader, into: &values, file: name) {
      if let place = columns.plan?.label {
        labels.append(try reader.record.name(at: place, file: name))
      }
      if let place = columns.plan?.id { ids.append(try reader.record.name(at: place, file: name)) }
      let record = reader.record
      if pieces.last.map({ record.offset - $0.offset >= pieceSize }) ?? true {
        pieces.append(
          Piece(offset: record.offset, firstRow: columns.rows - 1, firstLine: record.line))
      }
    }
    guard let width = columns.width, let plan = columns.plan, columns.rows > 0 else {
      throw DataError.noRows(file: name)
    }
    self.width = width
    self.plan = plan
    self.columns = plan.features.count
    heading = plan.names
    self.labels = plan.label == nil ? nil : labels
    self.ids = plan.id == nil ? nil : ids
    rows = columns.rows
    imputedCount = columns.imputedCount
    beginsWithIndex = columns.beginWithIndex
    separator = reader.separator
  }

  /// The rows in `range`, which must lie in `0..<rows`.
  ///
  /// - Throws: `FileError.cannotRead`; `DataError.malformed` if the file has changed since it was
  ///   opened.
  func rows(_ range: Range<Int>) throws -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    var elements: [Float] = []
    elements.reserveCapacity(range.count * columns)
    let piece = pieces.last { $0.firstRow <= range.lowerBound } ?? pieces[0]
    var reader = try CSVReader(
      path: path, name: name, blockSize: pieceSize, separator: separator, line: piece.firstLine,
      offset: piece.offset)
    var (row, values) = (piece.firstRow, [Float]())
    var expected = CSVColumns(width: width, plan: plan, table)
    while row < range.upperBound, try expected.next(of: &reader, into: &values, file: name) {
      if range.contains(row) { elements += values }
      row += 1
    }
    guard elements.count == range.count * columns else {
      throw DataError.malformed(
        file: name, at: .byte(piece.offset), expected: "the rows it had when it was opened")
    }
    return Matrix(rows: range.count, columns: columns, elements: elements)
  }
}
