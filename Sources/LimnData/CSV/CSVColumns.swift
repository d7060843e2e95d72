/// What the lines of a table have in common, learnt from the first of them.
struct CSVColumns {
  /// The number of columns; `nil` before the first line, which alone may be a heading.
  private(set) var width: Int?
  /// The columns' names; `nil` without a heading.
  private(set) var heading: [String]?

  init(width: Int? = nil) { self.width = width }

  /// The numbers of the next row, or `nil` at the end.
  ///
  /// - Throws: `DataError.malformed`, `.notANumber`, `.ragged`.
  mutating func nextRow(of reader: inout CSVReader, file: String) throws -> [Float]? {
    guard let record = try reader.next() else { return nil }
    let isHeading = width == nil && record.isHeading
    width = try record.width(like: width, file: file)
    guard isHeading else { return try record.numbers(file: file) }
    heading = record.cells.map(\.text)
    return try nextRow(of: &reader, file: file)
  }
}

extension CSVReader.Record {
  /// A first line is a heading when none of its cells is a number, or when they are the numbers
  /// 0, 1, 2, … of at least three columns.
  fileprivate var isHeading: Bool {
    cells.allSatisfy { Float($0.text) == nil } && cells.contains { !$0.text.isEmpty }
      || cells.count >= 3
        && cells.enumerated().allSatisfy { $0.element.text == String($0.offset) }
  }

  /// The number of cells.
  ///
  /// - Parameter expected: that of the lines before, if there are any.
  /// - Throws: `DataError.ragged` where it is another one.
  fileprivate func width(like expected: Int?, file: String) throws -> Int {
    if let expected, cells.count != expected {
      throw DataError.ragged(file: file, line: line, cells: cells.count, expected: expected)
    }
    return cells.count
  }

  /// Each cell's number, rounded to the nearest `Float`.
  ///
  /// - Throws: `DataError.notANumber`.
  fileprivate func numbers(file: String) throws -> [Float] {
    try cells.enumerated().map { column, cell in
      guard let number = Float(cell.text) else {
        throw DataError.notANumber(
          file: file, at: .cell(line: cell.line, column: column + 1), text: cell.text)
      }
      return number
    }
  }
}
