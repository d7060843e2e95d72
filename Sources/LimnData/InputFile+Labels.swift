import LimnCore

/// What is right for the rows of a table, by its column of labels.
extension InputFile {
  /// What stands in the column of labels, by row; `nil` without one.
  public var labels: [String]? {
    if case .table(let table) = source { table.labels } else { nil }
  }

  /// The classes of the rows in `range`, by their names or numbers in the column of labels.
  ///
  /// - Parameter names: of the classes, where they have names; without, labels are numbers.
  /// - Returns: `nil` without such a column.
  /// - Throws: `DataError.unknownLabel`.
  public func classes(of range: Range<Int>, names: [String]?, count: Int) throws -> [Int]? {
    guard let labels else { return nil }
    return try range.map { row in
      let label = labels[row]
      if let place = names?.firstIndex(of: label) { return place }
      // Numbers stand for classes also where these have names.
      if let number = Int(label), (0..<count).contains(number), names?.contains(label) != true {
        return number
      }
      throw DataError.unknownLabel(
        file: path, row: row, label: label, classes: names ?? (0..<count).map(String.init))
    }
  }

  /// What the rows in `range` are to be answered with, by the column of labels: classes, or one number
  /// each.
  ///
  /// - Returns: `nil` without such a column, and for a model of several flags or numbers.
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

  /// Labels as a column of numbers.
  ///
  /// - Parameter from: the row of the first, for errors.
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
