import LimnText

/// What the lines of a table have in common, learnt from the first of them.
struct CSVColumns {
  /// The number of columns; `nil` before the first line, which alone may be a heading.
  private(set) var width: Int?
  /// The columns' names; `nil` without a heading.
  private(set) var heading: [String]?
  /// The rows read so far.
  private(set) var rows = 0
  private var firstColumnCounts = true

  init(width: Int? = nil) { self.width = width }

  /// Reads the numbers of the next row into `row`, each rounded to the nearest `Float`; false at the
  /// end.
  ///
  /// - Throws: `DataError.malformed`, `.notANumber`, `.ragged`, `.tooManyCells`; `FileError`.
  mutating func next(of reader: inout CSVReader, into row: inout [Float], file: String) throws
    -> Bool
  {
    guard try reader.next() else { return false }
    let cells = reader.record.count
    if let width, cells != width {
      throw DataError.ragged(file: file, line: reader.record.line, cells: cells, expected: width)
    }
    if width == nil {
      width = cells
      if reader.record.isHeading {
        heading = try reader.record.names(file: file)
        return try next(of: &reader, into: &row, file: file)
      }
    }
    row.removeAll(keepingCapacity: true)
    try reader.record.appendNumbers(to: &row, file: file)
    firstColumnCounts = firstColumnCounts && row[0] == Float(rows)
    rows += 1
    return true
  }

  /// Whether the first of several columns looks like the index that pandas writes beside a table: it
  /// has no name, and counts three rows or more from 0.
  var beginWithIndex: Bool {
    guard let width, width > 1, rows >= 3, firstColumnCounts else { return false }
    return heading.map { ["", "Unnamed: 0"].contains($0[0]) } ?? true
  }
}

extension CSVRecord {
  /// A first line is a heading when none of its cells is a number, or when they are the numbers
  /// 0, 1, 2, … of at least three columns, or of any behind a cell without a name.
  fileprivate var isHeading: Bool {
    let cells = (0..<count).lazy.map(cell)
    if cells.allSatisfy({ Float(csv: $0) == nil }) { return cells.contains { !$0.isEmpty } }
    let unnamed = cells.first?.isEmpty == true ? 1 : 0
    return (unnamed == 1 || count >= 3)
      && (unnamed..<count).allSatisfy { cell($0).elementsEqual(String($0 - unnamed).utf8) }
  }

  /// The cells as names.
  ///
  /// - Throws: `DataError.malformed` for one that is not text.
  fileprivate func names(file: String) throws -> [String] {
    try (0..<count).map { index in
      let bytes = cell(index)
      if let wrong = bytes.firstPlaceBeyondUTF8 {
        throw DataError.malformed(
          file: file, at: place(of: index),
          expected: "a name in UTF-8, and the byte \(hexadecimal(bytes[wrong])) "
            + "is none of it: save the table in that encoding")
      }
      guard !bytes.contains(0) else {
        throw DataError.malformed(
          file: file, at: place(of: index), expected: "a name without the character NUL")
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// - Throws: `DataError.notANumber`.
  fileprivate func appendNumbers(to row: inout [Float], file: String) throws {
    for index in 0..<count {
      guard let number = Float(csv: cell(index)) else {
        throw DataError.notANumber(file: file, at: place(of: index), text: text(of: index))
      }
      row.append(number)
    }
  }
}
