import LimnCore

/// The targets of a table's rows, from its label column.
extension InputFile {
  /// The content of the label column, by row; `nil` if there is none.
  public var labels: [String]? {
    if case .table(let table) = source { table.labels } else { nil }
  }

  /// The classes of the rows in `range`, given in the label column by name or number.
  ///
  /// - Parameters:
  ///   - range: rows in `0..<count` of the file.
  ///   - names: the names of the classes, if they have names; without names, labels must be
  ///     numbers.
  ///   - count: the number of classes.
  /// - Returns: one class for each row, or `nil` if there is no label column.
  /// - Throws: `DataError.unknownLabel`.
  public func classes(of range: Range<Int>, names: [String]?, count: Int) throws -> [Int]? {
    guard let labels else { return nil }
    return try range.map { row in
      let label = labels[row]
      if let place = names?.firstIndex(of: label) { return place }
      // Numbers are accepted even if the classes have names.
      if let number = Int(label), (0..<count).contains(number), names?.contains(label) != true {
        return number
      }
      throw DataError.unknownLabel(
        file: path, row: row, label: label, classes: names ?? (0..<count).map(String.init))
    }
  }

  /// The targets of the rows in `range` from the label column: classes, or a single number for each
  /// row.
  ///
  /// - Parameters:
  ///   - range: rows in `0..<count`.
  ///   - output: the model's outputs.
  /// - Returns: `nil` if there is no label column, or if the model has several flags or numbers.
  /// - Throws: `DataError.unknownLabel`, `.labelIsNoNumber`.
  public func targets(of range: Range<Int>, for output: OutputSchema) throws -> Targets? {
    guard let labels else { return nil }
    if let count = output.classCount {
      return try classes(of: range, names: output.names, count: count)
        .map { .classes($0, count: count) }
    }
    guard output.task == .regression, output.count == 1 else { return nil }
    return .numbers(try Self.numbers(Array(labels[range]), file: path, from: range.lowerBound))
  }

  /// Parses labels as a column of numbers.
  ///
  /// - Parameters:
  ///   - labels: the labels as text.
  ///   - file: the name of the file, for errors.
  ///   - first: the row of the first label, for errors.
  /// - Returns: the numbers, `labels.count × 1`.
  /// - Throws: `DataError.labelIsNoNumber`.
  public static func numbers(_ labels: [String], file: String, from first: Int = 0) throws -> Matrix
  {
    Matrix(
      rows: labels.count, columns: 1,
      elements: try labels.enumerated().map { row, label in
        guard let number = Float(label), number.isFinite else {
          throw DataError.labelIsNoNumber(file: file, row: first + row, label: label)
        }
        return number
      })
  }
}
