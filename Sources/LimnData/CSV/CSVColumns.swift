import LimnText

/// What the lines of a table have in common, learnt from the first of them.
struct CSVColumns {
  /// The number of columns; `nil` before the first line, which alone may be a heading.
  private(set) var width: Int?
  /// The columns' names; `nil` without a heading.
  private(set) var heading: [String]?
  /// Which columns are features; `nil` before the first line.
  private(set) var plan: ColumnPlan?
  /// The rows read so far.
  private(set) var rows = 0
  private var firstColumnCounts = true
  private let columns: TableColumns
  private let expected: [String]?

  /// - Parameter expected: the features' names in a model's order, where it has names.
  init(_ columns: TableColumns = TableColumns(), expecting expected: [String]? = nil) {
    self.columns = columns
    self.expected = expected
  }

  /// For rows further on in a table that is known.
  init(width: Int, plan: ColumnPlan, _ columns: TableColumns) {
    self.width = width
    self.plan = plan
    self.columns = columns
    expected = nil
  }

  /// Reads the features of the next row into `row`, in a model's order and each rounded to the nearest
  /// `Float`; false at the end.
  ///
  /// - Throws: `DataError.malformed`, `.notANumber`, `.missingValue`, `.ragged`, `.tooManyCells`, what
  ///   ``ColumnPlan`` throws; `FileError`.
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
      let isHeading = reader.record.isHeading(decimalComma: columns.usesDecimalComma)
      if isHeading { heading = try reader.record.names(file: file) }
      plan = try ColumnPlan(
        columns, expecting: expected, heading: heading, width: cells, file: file)
      if isHeading { return try next(of: &reader, into: &row, file: file) }
    }
    row.removeAll(keepingCapacity: true)
    let features = plan?.features ?? []
    try reader.record.appendNumbers(
      of: features, to: &row, heading: heading, decimalComma: columns.usesDecimalComma,
      separator: reader.separator, file: file)
    firstColumnCounts = firstColumnCounts && Float(csv: reader.record.cell(0)) == Float(rows)
    rows += 1
    return true
  }

  /// Whether the first of several columns looks like the index that pandas writes beside a table: it
  /// has no name, counts three rows or more from 0, and is taken for a feature.
  var beginWithIndex: Bool {
    guard let width, width > 1, rows >= 3, firstColumnCounts, plan?.features.contains(0) == true
    else { return false }
    return heading.map { Self.isIndexName($0[0]) } ?? true
  }

  /// What pandas calls a column without a name.
  static func isIndexName(_ name: String) -> Bool { ["", "Unnamed: 0"].contains(name) }
}

extension CSVRecord {
  /// A first line is a heading when none of its cells is a number, or when they are the numbers
  /// 0, 1, 2, … of at least three columns, or of any behind a cell without a name.
  fileprivate func isHeading(decimalComma: Bool) -> Bool {
    let cells = (0..<count).lazy.map(cell)
    if cells.allSatisfy({ Float(csv: $0, decimalComma: decimalComma) == nil }) {
      return cells.contains { !$0.isEmpty }
    }
    let unnamed = cells.first?.isEmpty == true ? 1 : 0
    return (unnamed == 1 || count >= 3)
      && (unnamed..<count).allSatisfy { cell($0).elementsEqual(String($0 - unnamed).utf8) }
  }

  /// The cells as names.
  ///
  /// - Throws: `DataError.malformed` for one that is not text.
  fileprivate func names(file: String) throws -> [String] {
    try (0..<count).map { try name(at: $0, file: file) }
  }

  /// A cell as a name.
  ///
  /// - Throws: `DataError.malformed` for one that is not text.
  func name(at index: Int, file: String) throws -> String {
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

  /// - Throws: `DataError.notANumber`, `.missingValue`, `.decimalComma`.
  fileprivate func appendNumbers(
    of columns: [Int], to row: inout [Float], heading: [String]?, decimalComma: Bool,
    separator: UInt8, file: String
  ) throws {
    for index in columns {
      let cell = cell(index)
      if let number = Float(csv: cell, decimalComma: decimalComma) {
        row.append(number)
        continue
      }
      let place = place(of: index)
      if Self.missing.contains(where: cell.elementsEqual) {
        throw DataError.missingValue(file: file, at: place, column: heading?[index])
      }
      if !decimalComma, separator != UInt8(ascii: ","), Float(csv: cell, decimalComma: true) != nil
      {
        throw DataError.decimalComma(file: file, at: place, text: text(of: index))
      }
      throw DataError.notANumber(file: file, at: place, text: text(of: index))
    }
  }

  /// What stands where there is no value; "nan" is a number that no model takes.
  private static let missing: [[UInt8]] = ["", "NA", "N/A", "NULL", "null", "None", "?"].map {
    Array($0.utf8)
  }
}
