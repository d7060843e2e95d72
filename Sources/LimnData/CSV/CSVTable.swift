import LimnCore

/// The numbers in a CSV file (RFC 4180), with the names of its columns if it has them.
///
/// Cells are separated by tabs, semicolons or commas, whichever of these, in this order, the first
/// line has. Quotes, CRLF and a byte-order mark are understood; blank lines may stand at the end.
///
/// The first line is a heading when none of its cells is a number, or when they are the numbers
/// 0, 1, 2, … of at least three columns, as pandas writes columns without names.
public struct CSVTable: Sendable, Hashable {
  /// The columns' names; `nil` without a heading.
  public let heading: [String]?
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
  /// - Throws: `DataError.malformed`, `.notANumber`, `.ragged`, `.nonFinite`, `.noRows`.
  public init(parsing bytes: [UInt8], file: String, numbers: Numbers = .finite) throws {
    var reader = try CSVReader(bytes, file: file)
    var columns = CSVColumns()
    var elements: [Float] = []
    var rows = 0
    while let values = try columns.nextRow(of: &reader, file: file) {
      if numbers == .finite, let column = values.firstIndex(where: { !$0.isFinite }) {
        throw DataError.nonFinite(file: file, row: rows, column: column)
      }
      elements += values
      rows += 1
    }
    guard let width = columns.width, rows > 0 else { throw DataError.noRows(file: file) }
    self.heading = columns.heading
    self.values = Matrix(rows: rows, columns: width, elements: elements)
  }
}
