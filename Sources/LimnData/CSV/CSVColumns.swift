import LimnCore
import LimnText

/// The properties shared by all lines of a table, determined from its first lines.
struct CSVColumns {
  /// The number of columns; `nil` before the first line, which is the only one that may be a
  /// heading.
  private(set) var width: Int?
  /// The names of the columns; `nil` without a heading.
  private(set) var heading: [String]?
  /// The columns that are features; `nil` before the first line.
  private(set) var plan: ColumnPlan?
  /// The number of rows read so far.
  private(set) var rows = 0
  private var firstColumnCounts = true
  private let columns: TableColumns
  private let expected: [String]?
  private let categories: [Int: Categories]
  private let imputed: [Int: Float]
  /// The number of missing values that have been substituted.
  private(set) var imputedCount = 0

  /// - Parameters:
  ///   - expected: the feature names in the model's order, if it has names.
  ///   - categories: the categories of categorical features, by position in that order.
  ///   - imputed: the substitutes for missing values, by position in that order.
  init(
    _ columns: TableColumns = TableColumns(), expecting expected: [String]? = nil,
    categories: [Int: Categories] = [:], imputed: [Int: Float] = [:]
  ) {
    self.columns = columns
    self.expected = expected
    self.categories = categories
    self.imputed = imputed
  }

  /// Prepares for reading rows from the middle of a table whose columns are known.
  init(width: Int, plan: ColumnPlan, _ columns: TableColumns) {
    self.width = width
    self.plan = plan
    self.columns = columns
    expected = nil
    categories = [:]
    imputed = [:]
  }

  /// Reads the features of the next row into `row`, in the model's order and rounded to the nearest
  /// `Float`; returns false at the end.
  ///
  /// - Throws: `DataError.malformed`, `.notUTF8`, `.notANumber`, `.missingValue`, `.ragged`,
  ///   `.tooManyCells`, `.wordAmongNumbers`, `.decimalComma`, `.unknownCategory`, whatever
  ///   ``ColumnPlan`` throws; `FileError`.
  mutating func next(of reader: inout CSVReader, into row: inout [Float], file: String) throws
    -> Bool
  {
    guard let plan = try nextRecord(of: &reader, file: file) else { return false }
    row.removeAll(keepingCapacity: true)
    imputedCount += try reader.record.appendNumbers(
      of: plan, to: &row, heading: heading, columns, separator: reader.separator, file: file)
    return true
  }

  /// Reads the cells of the next row and returns the plan of the columns; `nil` at the end.
  ///
  /// - Throws: `DataError.malformed`, `.notUTF8`, `.ragged`, `.tooManyCells`, whatever
  ///   ``ColumnPlan`` throws; `FileError`.
  mutating func nextRecord(of reader: inout CSVReader, file: String) throws -> ColumnPlan? {
    guard try reader.next() else { return nil }
    let cells = reader.record.count
    if let width, cells != width {
      throw DataError.ragged(file: file, line: reader.record.line, cells: cells, expected: width)
    }
    if width == nil {
      width = cells
      let isHeading = reader.record.isHeading(decimalComma: columns.usesDecimalComma)
      if isHeading { heading = try reader.record.names(file: file) }
      plan = try ColumnPlan(
        columns, expecting: expected, categories: categories, imputed: imputed,
        heading: heading, width: cells,
        file: file)
      if isHeading { return try nextRecord(of: &reader, file: file) }
    }
    firstColumnCounts = firstColumnCounts && Float(csv: reader.record.cell(0)) == Float(rows)
    rows += 1
    return plan
  }

  /// Whether the first of several columns looks like an index written by pandas: it has no name,
  /// counts at least three rows from 0, and is used as a feature.
  var beginWithIndex: Bool {
    guard let width, width > 1, rows >= 3, firstColumnCounts, plan?.features.contains(0) == true
    else { return false }
    return heading.map { Self.isIndexName($0[0]) } ?? true
  }

  /// Whether pandas uses this name for a column without a name.
  static func isIndexName(_ name: String) -> Bool { ["", "Unnamed: 0"].contains(name) }
}

extension CSVRecord {
  /// A first line is a heading if none of its cells is a number, if its cells are the numbers 0, 1,
  /// 2, … of at least three columns, or if such numbers follow an empty first cell.
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
  /// - Throws: `DataError.notUTF8`; `.malformed` for one with a NUL.
  fileprivate func names(file: String) throws -> [String] {
    try (0..<count).map { try name(at: $0, file: file) }
  }

  /// A cell as a name.
  ///
  /// - Throws: `DataError.notUTF8`; `.malformed` for one with a NUL.
  func name(at index: Int, file: String) throws -> String {
    let bytes = cell(index)
    if let wrong = bytes.firstPlaceBeyondUTF8 {
      throw DataError.notUTF8(file: file, at: place(of: index), byte: bytes[wrong])
    }
    guard !bytes.contains(0) else {
      throw DataError.malformed(
        file: file, at: place(of: index), expected: "a name without the character NUL")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the features of a row: numbers, and the indices of categories.
  ///
  /// - Returns: the number of missing values that were substituted.
  /// - Throws: `DataError.notANumber`, `.wordAmongNumbers`, `.missingValue`, `.decimalComma`,
  ///   `.unknownCategory`.
  fileprivate func appendNumbers(
    of plan: ColumnPlan, to row: inout [Float], heading: [String]?, _ columns: TableColumns,
    separator: UInt8, file: String
  ) throws -> Int {
    var imputed = 0
    let decimalComma = columns.usesDecimalComma
    for (feature, index) in plan.features.enumerated() {
      let cell = cell(index)
      if let known = plan.categories[feature] {
        row.append(try place(at: index, among: known, column: heading?[index], file: file))
        continue
      }
      let number = Float(csv: cell, decimalComma: decimalComma)
      if let value = plan.imputed[feature], number?.isNaN ?? Self.isMissing(cell) {
        row.append(value)
        imputed += 1
        continue
      }
      if let number {
        row.append(number)
        continue
      }
      let place = place(of: index)
      if Self.isMissing(cell) {
        throw DataError.missingValue(file: file, at: place, column: heading?[index])
      }
      if !decimalComma, separator != UInt8(ascii: ","), Float(csv: cell, decimalComma: true) != nil
      {
        throw DataError.decimalComma(file: file, at: place, text: text(of: index))
      }
      if columns.findsCategories {
        throw DataError.wordAmongNumbers(
          file: file, at: place, column: heading?[index] ?? "\(index)", text: text(of: index))
      }
      throw DataError.notANumber(file: file, at: place, text: text(of: index))
    }
    return imputed
  }

  /// The index of a cell's category.
  ///
  /// - Throws: `DataError.missingValue`, `.unknownCategory`; `.notUTF8` or `.malformed` if the cell
  ///   is not valid text.
  private func place(
    at index: Int, among known: ColumnPlan.KnownCategories, column: String?, file: String
  ) throws -> Float {
    let word = try name(at: index, file: file)
    if let place = known.places[word] { return Float(place) }
    if Self.isMissing(cell(index)) {
      throw DataError.missingValue(file: file, at: place(of: index), column: column)
    }
    let categories = known.categories
    guard categories.takesOthers else {
      throw DataError.unknownCategory(
        file: file, at: place(of: index), column: column, word: word, known: categories.words)
    }
    return Float(categories.words.count)
  }

  /// Whether a cell is empty or contains a word for a missing value.
  static func isMissing(_ cell: ArraySlice<UInt8>) -> Bool {
    missing.contains(where: cell.elementsEqual)
  }

  /// The spellings of a missing value. "nan" is not among them: it is a number that no model
  /// accepts.
  private static let missing: [[UInt8]] = ["", "NA", "N/A", "NULL", "null", "None", "?"].map {
    Array($0.utf8)
  }
}
