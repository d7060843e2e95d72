import LimnCore

/// The numbers in a CSV file (RFC 4180), with the names of its columns if it has them.
///
/// Cells are separated by tabs, semicolons or commas, whichever of these, in this order, divides the
/// first line and the second into equally many. Quotes, CRLF and a byte-order mark are understood;
/// blank lines may stand at the end. Numbers are decimal.
///
/// The first line is a heading when none of its cells is a number, or when they are the numbers
/// 0, 1, 2, … of at least three columns, or behind a cell without a name, as pandas writes columns
/// without names.
public struct CSVTable: Sendable, Hashable {
  /// The columns' names; `nil` without a heading.
  public let heading: [String]?
  /// Whether the first of several columns looks like the index that pandas writes beside a table: it
  /// has no name, and counts three rows or more from 0.
  public let beginsWithIndex: Bool
  /// The numbers, each rounded to the nearest `Float`.
  public let values: Matrix

  /// Which numbers a table may hold.
  public enum Numbers: Sendable {
    /// Finite ones; others are refused.
    case finite
    /// NaN and infinities as well, and numbers beyond `Float`, which become infinite.
    case any
  }

  /// Reads the file at `path`.
  ///
  /// - Throws: `FileError.cannotRead`, and what ``init(parsing:file:numbers:)`` throws.
  public init(path: String, numbers: Numbers = .finite) throws {
    try self.init(parsing: FileBytes.read(path), file: path, numbers: numbers)
  }

  /// Reads the text `bytes`, in UTF-8; `file` names them in errors.
  ///
  /// - Throws: `DataError.malformed`, `.notANumber`, `.ragged`, `.tooManyCells`, `.nonFinite`,
  ///   `.noRows`.
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
