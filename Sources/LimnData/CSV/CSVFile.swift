import LimnCore

/// A CSV file of numbers whose rows are read when they are asked for: of the file only the places
/// where its pieces begin are kept. It is understood as ``CSVTable`` understands it, any number
/// allowed.
///
/// Cost: one pass to open it; a range of rows costs a pass over the pieces it lies in.
struct CSVFile: Sendable {
  let path: String
  /// What it is called in errors.
  private let name: String
  /// How many of its columns are features.
  let columns: Int
  /// How many columns it has.
  let width: Int
  /// The features' names; `nil` without a heading.
  let heading: [String]?
  /// What the features hold that are categories, by feature.
  let categories: [Int: Categories]
  /// The missing values for which others stand.
  let imputedCount: Int
  /// What stands in the column of labels and in that of names, by row; `nil` without such a column.
  let labels: [String]?
  let ids: [String]?
  let rows: Int
  /// Whether the first column looks like an index that pandas wrote.
  let beginsWithIndex: Bool
  private let separator: UInt8
  private let plan: ColumnPlan
  private let table: TableColumns
  private let pieceSize: Int
  private var pieces: [Piece] = []

  /// Rows that stand together, from one that begins here.
  private struct Piece {
    let offset: Int
    let firstRow: Int
    let firstLine: Int
  }

  /// The bytes of a piece, unless one row is longer.
  private static let pieceSize = 1 << 14

  /// - Parameters:
  ///   - table: which columns are not features.
  ///   - expected: the features' names in a model's order, where it has names.
  ///   - categories: of the features that hold some, by their places in that order, where `table` does
  ///     not find them itself.
  ///   - imputed: what stands for a missing value, by the same places.
  ///   - pieceSize: the bytes that are read at a time.
  /// - Throws: `FileError.cannotRead`; `DataError.malformed`, `.notANumber`, `.ragged`,
  ///   `.tooManyCells`, `.noRows`, and what is thrown of columns.
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

  /// The rows in `range`, which must be there.
  ///
  /// - Throws: `FileError.cannotRead`; `DataError.malformed` where the file is no longer as it was.
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
