import LimnCore

/// A CSV file of numbers whose rows are read when they are asked for: of the file only the places
/// where its pieces begin are kept. It is understood as ``CSVTable`` understands it, any number
/// allowed.
///
/// Cost: one pass to open it; a range of rows costs a pass over the pieces it lies in.
struct CSVFile: Sendable {
  let path: String
  let columns: Int
  /// The columns' names; `nil` without a heading.
  let heading: [String]?
  let rows: Int
  /// Whether the first column looks like an index that pandas wrote.
  let beginsWithIndex: Bool
  private let separator: UInt8
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

  /// - Parameter pieceSize: the bytes that are read at a time.
  /// - Throws: `FileError.cannotRead`; `DataError.malformed`, `.notANumber`, `.ragged`,
  ///   `.tooManyCells`, `.noRows`.
  init(path: String, pieceSize: Int = CSVFile.pieceSize) throws {
    self.path = path
    self.pieceSize = pieceSize
    var reader = try CSVReader(path: path, blockSize: pieceSize)
    var (columns, values) = (CSVColumns(), [Float]())
    while try columns.next(of: &reader, into: &values, file: path) {
      let record = reader.record
      if pieces.last.map({ record.offset - $0.offset >= pieceSize }) ?? true {
        pieces.append(
          Piece(offset: record.offset, firstRow: columns.rows - 1, firstLine: record.line))
      }
    }
    guard let width = columns.width, columns.rows > 0 else { throw DataError.noRows(file: path) }
    self.columns = width
    heading = columns.heading
    rows = columns.rows
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
      path: path, blockSize: pieceSize, separator: separator, line: piece.firstLine,
      offset: piece.offset)
    var (row, expected, values) = (piece.firstRow, CSVColumns(width: columns), [Float]())
    while row < range.upperBound, try expected.next(of: &reader, into: &values, file: path) {
      if range.contains(row) { elements += values }
      row += 1
    }
    guard elements.count == range.count * columns else {
      throw DataError.malformed(
        file: path, at: .byte(piece.offset), expected: "the rows it had when it was opened")
    }
    return Matrix(rows: range.count, columns: columns, elements: elements)
  }
}
