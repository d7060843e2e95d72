import LimnCore
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
  private let categories: [Int: Categories]
  private let imputed: [Int: Float]
  /// The missing values for which another stands.
  private(set) var imputedCount = 0

  /// - Parameters:
  ///   - expected: the features' names in a model's order, where it has names.
  ///   - categories: of the features that hold some, by their places in that order.
  ///   - imputed: what stands for a missing value, by their places in that order.
  init(
    _ columns: TableColumns = TableColumns(), expecting expected: [String]? = nil,
    categories: [Int: Categories] = [:], imputed: [Int: Float] = [:]
  ) {
    self.columns = columns
    self.expected = expected
    self.categories = categories
    self.imputed = imputed
  }

  /// For rows further on in a table that is known.
  init(width: Int, plan: ColumnPlan, _ columns: TableColumns) {
    self.width = width
    self.plan = plan
    self.columns = columns
    expected = nil
    categories = [:]
    imputed = [:]
  }

  /// Reads the features of the next row into `row`, in a model's order and each rounded to the nearest
  /// `Float`; false at the end.
  ///
  /// - Throws: `DataError.malformed`, `.notANumber`, `.missingValue`, `.ragged`, `.tooManyCells`, what
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

  /// Reads the next row's cells; `nil` at the end, else what stands in which.
  ///
  /// - Throws: `DataError.malformed`, `.ragged`, `.tooManyCells`, what ``ColumnPlan`` throws; `FileError`.
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
      throw DataError.notUTF8(file: file, at: place(of: index), byte: bytes[wrong])
    }
    guard !bytes.contains(0) else {
      throw DataError.malformed(
        file: file, at: place(of: index), expected: "a name without the character NUL")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The features of a row: numbers, and the places of categories.
  ///
  /// - Returns: how many are missing, for which others stand.
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

  /// The place of a cell's category.
  ///
  /// - Throws: `DataError.missingValue`, `.unknownCategory`, `.malformed` for what is not text.
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

  /// Whether a cell holds nothing, or a word for that.
  static func isMissing(_ cell: ArraySlice<UInt8>) -> Bool {
    missing.contains(where: cell.elementsEqual)
  }

  /// What stands where there is no value; "nan" is a number that no model takes.
  private static let missing: [[UInt8]] = ["", "NA", "N/A", "NULL", "null", "None", "?"].map {
    Array($0.utf8)
  }
}
