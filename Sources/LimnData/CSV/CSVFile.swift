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
  private let separator: UInt8
  private var pieces: [Piece] = []

  /// Whole lines that stand together.
  private struct Piece {
    let offset: Int
    let count: Int
    let firstRow: Int
    let firstLine: Int
  }

  /// The bytes of a piece, unless one line is longer.
  private static let pieceSize = 1 << 14

  /// - Parameter pieceSize: the bytes that are read at a time.
  /// - Throws: `FileError.cannotRead`; `DataError.malformed`, `.notANumber`, `.ragged`, `.noRows`.
  init(path: String, pieceSize: Int = CSVFile.pieceSize) throws {
    self.path = path
    let file = try ReadableFile(path: path)
    var (offset, line, row) = (0, 1, 0)
    var (separator, columns) = (UInt8?.none, CSVColumns())
    while offset < file.size {
      let bytes = try Self.wholeLines(of: file, at: offset, size: pieceSize)
      var reader = try CSVReader(bytes, file: path, separator: separator, line: line)
      separator = reader.separator
      let mark = pieces.isEmpty && bytes.starts(with: CSVReader.byteOrderMark) ? 3 : 0
      pieces.append(
        Piece(
          offset: offset + mark, count: bytes.count - mark, firstRow: row, firstLine: line))
      while try columns.nextRow(of: &reader, file: path) != nil { row += 1 }
      offset += bytes.count
      line = reader.line
    }
    guard let width = columns.width, let separator, row > 0 else {
      throw DataError.noRows(file: path)
    }
    self.columns = width
    self.heading = columns.heading
    rows = row
    self.separator = separator
  }

  /// The rows in `range`, which must be there.
  ///
  /// - Throws: `FileError.cannotRead`; `DataError.malformed` where the file is no longer as it was.
  func rows(_ range: Range<Int>) throws -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    var elements: [Float] = []
    elements.reserveCapacity(range.count * columns)
    let file = try ReadableFile(path: path)
    let first = pieces.lastIndex { $0.firstRow <= range.lowerBound } ?? pieces.startIndex
    for (index, piece) in pieces[first...].enumerated() where piece.firstRow < range.upperBound {
      var row = piece.firstRow
      var reader = try CSVReader(
        file.bytes(at: piece.offset, count: piece.count), file: path, separator: separator,
        line: piece.firstLine)
      var expected = CSVColumns(width: first + index == 0 ? nil : columns)
      while row < range.upperBound, let values = try expected.nextRow(of: &reader, file: path) {
        if range.contains(row) { elements += values }
        row += 1
      }
    }
    guard elements.count == range.count * columns else {
      throw DataError.malformed(
        file: path, at: .byte(pieces[first].offset), expected: "the rows it had when it was opened")
    }
    return Matrix(rows: range.count, columns: columns, elements: elements)
  }

  /// As many whole lines as `size` bytes hold, one at least, the last of them not blank: a blank line
  /// is an error unless nothing follows, which the next piece tells.
  private static func wholeLines(
    of file: borrowing ReadableFile, at offset: Int, size: Int
  ) throws -> [UInt8] {
    var size = size
    while true {
      let bytes = try file.bytes(at: offset, count: size)
      if offset + bytes.count >= file.size { return bytes }
      if let end = CSVReader.endOfLastLine(in: bytes) { return Array(bytes[..<end]) }
      size *= 2
    }
  }
}
