import LimnCore

/// The numbers in a CSV file (RFC 4180), with the names of its columns if it has a heading.
///
/// The separator is the first of tab, semicolon and comma that divides the first and the second
/// line into the same number of several cells. Quotes, CRLF line ends, a byte-order mark and blank
/// lines at the end are accepted. Numbers are decimal.
///
/// The first line is a heading if none of its cells is a number, if its cells are the numbers 0, 1,
/// 2, … of at least three columns, or if such numbers follow an empty first cell, as pandas writes
/// columns without names.
public struct CSVTable: Sendable, Hashable {
  /// The names of the columns; `nil` without a heading.
  public let heading: [String]?
  /// Whether the first of several columns looks like an index written by pandas: it has no name and
  /// counts at least three rows from 0.
  public let beginsWithIndex: Bool
  /// The numbers, rounded to the nearest `Float`, one row for each line after the heading.
  public let values: Matrix

  /// The numbers that a table may contain.
  public enum Numbers: Sendable {
    /// Only finite numbers; others are rejected.
    case finite
    /// Also NaN and infinities, and numbers beyond the range of `Float`, which become infinite.
    case any
  }

  /// Reads the file at `path`.
  ///
  /// - Parameters:
  ///   - path: the path of the file.
  ///   - numbers: the numbers that the table may contain.
  /// - Throws: `FileError.cannotRead`, `.tooLarge`, and whatever ``init(parsing:file:numbers:)``
  ///   throws.
  public init(path: String, numbers: Numbers = .finite) throws {
    try self.init(parsing: FileBytes.read(path), file: path, numbers: numbers)
  }

  /// Parses a table from memory.
  ///
  /// - Parameters:
  ///   - bytes: the text, in UTF-8.
  ///   - file: the name used in errors.
  ///   - numbers: the numbers that the table may contain.
  /// - Throws: `DataError.malformed`, `.notUTF8`, `.notANumber`, `.missingValue`, `.decimalComma`,
  ///   `.ragged`, `.tooManyCells`, `.nonFinite`, `.noRows`.
  public init(parsing bytes: [UInt8], file: String, numbers: Numbers = .finite) throws {
    var reader = try CSVReader(bytes, file: file)
    var (columns, row) = (CSVColumns(), [Float]())
    var elements: [Float] = []
    while try columns.next(of: &reader, into: &row, file: file) {
      if numbers == .finite, let column = row.firstIndex(where: { !$0.isFinite }) {
        throw DataError.nonFinite(file: file, row: columns.rows - 1, column: column)
      }
      elements += row
    }
    let rows = columns.rows
    guard let width = columns.width, rows > 0 else { throw DataError.noRows(file: file) }
    self.heading = columns.heading
    self.beginsWithIndex = columns.beginWithIndex
    self.values = Matrix(rows: rows, columns: width, elements: elements)
  }
}
