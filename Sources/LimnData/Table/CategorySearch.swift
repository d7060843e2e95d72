import LimnCore

/// Finds the categorical columns of a table, for training a model: those named as categorical, and
/// those in which no cell is a number.
struct CategorySearch {
  static let most = 10_000

  /// What is known of a feature's column so far.
  fileprivate struct Column {
    var isNamed = false
    var words: Set<String> = []
    var numbers = 0
    var cells = 0
    /// The first cell that is not a number.
    var firstWord: (place: DataError.Place, text: String)?
  }

  /// The categories by feature, with each column's words in order: numbers by value, words by their
  /// characters.
  ///
  /// Cost: one pass through the file.
  ///
  /// - Throws: `DataError.wordAmongNumbers`, `.tooManyCategories`, `.decimalComma`; whatever
  ///   reading and ``ColumnPlan`` throw.
  static func categories(
    in reader: inout CSVReader, _ table: TableColumns, file: String
  ) throws -> [Int: Categories] {
    var lines = CSVColumns(table)
    var columns: [Column] = []
    while let plan = try lines.nextRecord(of: &reader, file: file) {
      if columns.isEmpty {
        columns = plan.features.map { Column(isNamed: plan.named.contains($0)) }
        // Columns of words are recognisable in the first row, so a table of numbers is read only
        // once.
        let areNumbers = plan.features.allSatisfy {
          Float(csv: reader.record.cell($0), decimalComma: table.usesDecimalComma) != nil
        }
        if areNumbers, plan.named.isEmpty { return [:] }
      }
      for (feature, place) in plan.features.enumerated() {
        try columns[feature].add(
          reader.record, at: place, table, separator: reader.separator, file: file)
      }
    }
    guard let plan = lines.plan else { return [:] }
    var found: [Int: Categories] = [:]
    for (feature, column) in columns.enumerated() {
      let name = plan.names?[feature] ?? "\(plan.features[feature])"
      found[feature] = try column.categories(name: name, file: file)
    }
    return found
  }
}

extension CategorySearch.Column {
  fileprivate mutating func add(
    _ record: CSVRecord, at place: Int, _ table: TableColumns, separator: UInt8, file: String
  ) throws {
    let cell = record.cell(place)
    let isNumber = Float(csv: cell, decimalComma: table.usesDecimalComma) != nil
    if isNumber { numbers += 1 }
    if !isNamed {
      // Missing values are reported when the rows are read.
      guard !isNumber, !CSVRecord.isMissing(cell) else { return }
      if !table.usesDecimalComma, separator != UInt8(ascii: ","),
        Float(csv: cell, decimalComma: true) != nil
      {
        throw DataError.decimalComma(
          file: file, at: record.place(of: place), text: record.text(of: place))
      }
    }
    guard !cell.isEmpty else { return }
    cells += 1
    if !isNumber, firstWord == nil {
      firstWord = (record.place(of: place), record.text(of: place))
    }
    if words.count <= CategorySearch.most { words.insert(try record.name(at: place, file: file)) }
  }

  /// The column's categories; `nil` if it is numeric.
  fileprivate func categories(name: String, file: String) throws -> Categories? {
    guard !words.isEmpty else { return nil }
    if !isNamed {
      guard let firstWord else { return nil }
      guard numbers == 0 else {
        throw DataError.wordAmongNumbers(
          file: file, at: firstWord.place, column: name, text: firstWord.text)
      }
    }
    let most = isNamed ? CategorySearch.most : TableColumns.mostUnaskedCategories
    guard words.count <= most, isNamed || words.count < cells || cells < 3 else {
      throw DataError.tooManyCategories(
        file: file, column: name, count: min(words.count, CategorySearch.most), most: most)
    }
    let order =
      words.allSatisfy { Int($0) != nil }
      ? words.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) } : words.sorted()
    return Categories(order)
  }
}
