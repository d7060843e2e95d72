import Limn

/// The targets of a data file's rows, in a separate file with the same number of rows.
struct TargetFile {
  private let path: String
  /// `n × k`.
  private let values: Matrix
  /// The names of the columns, if each has a distinct name.
  private let names: [String]?

  /// - Parameters:
  ///   - path: the path of the file.
  ///   - count: the number of rows of the data.
  ///   - data: the name of the data file.
  /// - Throws: `CommandError.labelCount`, `DataError`, `FileError`.
  init(path: String, count: Int, data: String) throws {
    self.path = path
    let file = try InputFile(path: path)
    names = file.columnNames?.distinct
    let rows = try file.matrix()
    if rows.rows == count, rows.columns <= Self.mostOutputs {
      values = rows
    } else if rows.elements.count == count {
      // A single row of an array counts as a column.
      values = Matrix(rows: count, columns: 1, elements: rows.elements)
    } else {
      // A table with that many columns does not contain targets: a network would need a unit for
      // each column.
      let found =
        rows.rows == 1 || rows.rows == count ? rows.elements.count : rows.rows
      throw CommandError.labelCount(file: path, found: found, data: data, expected: count)
    }
  }

  /// The targets of some rows for a model with these outputs; the targets of other rows are not
  /// checked.
  ///
  /// - Throws: ``CommandError``, `DataError.nonFinite`.
  func targets(of rows: Range<Int>, for output: OutputSchema) throws -> Targets {
    switch output.task {
    case .classification:
      return try classes(of: rows, classCount: output.classCount ?? output.count)
    case .multilabel:
      try requireColumns(output.count, of: .multilabel)
      return try flags(of: rows)
    case .regression:
      try requireColumns(output.count, of: .regression)
      return try numbers(of: rows)
    }
  }

  /// The targets, for the given task or the one that the values show, with the names of the
  /// outputs, and with a note if the task was not given and is not a classification.
  ///
  /// - Throws: ``CommandError``, `DataError.nonFinite`.
  func lesson(task: OutputSchema.Task?) throws -> (
    targets: Targets, names: [String]?, note: String?
  ) {
    let all = 0..<values.rows
    let shown = try task ?? shownTask
    let note =
      task != nil || shown == .classification
      ? nil
      : "\(lastComponent(of: path).shown()) holds \(shown == .regression ? "numbers that are not classes" : "a 0 or 1 in each of \(values.columns) columns"): "
        + "trained as --task \(shown.rawValue)."
    switch shown {
    case .classification:
      let largest = Int(exactly: values.elements.max() ?? 0) ?? Self.mostClasses
      let count = min(max(largest, 0) + 1, Self.mostClasses)
      return (try classes(of: all, classCount: count), nil, note)
    case .multilabel: return (try flags(of: all), names, note)
    case .regression: return (try numbers(of: all), names, note)
    }
  }

  /// The task that the values imply.
  ///
  /// - Throws: `CommandError.unclearTask` for a table of 0 and 1 with a single 1 in each row, which
  ///   may be either classes or labels.
  private var shownTask: OutputSchema.Task {
    get throws {
      guard values.columns > 1 else {
        let isWhole = values.elements.allSatisfy { $0 >= 0 && $0 == $0.rounded() }
        return isWhole ? .classification : .regression
      }
      guard values.elements.allSatisfy({ $0 == 0 || $0 == 1 }) else { return .regression }
      let isOneHot = (0..<values.rows).allSatisfy { values[row: $0].reduce(0, +) == 1 }
      if isOneHot { throw CommandError.unclearTask(file: path, columns: values.columns) }
      return .multilabel
    }
  }

  /// The maximum number of classes; a larger class number is probably a mistake, and would need a
  /// network with as many outputs.
  private static let mostClasses = 10_000
  private static let mostOutputs = mostClasses

  private func classes(of rows: Range<Int>, classCount: Int) throws -> Targets {
    try requireColumns(1, of: .classification)
    let labels = try rows.map { row in
      guard let label = Int(exactly: values[row, 0]), (0..<classCount).contains(label) else {
        throw CommandError.badLabel(
          file: path, row: row, value: values[row, 0], most: classCount)
      }
      return label
    }
    return .classes(labels, count: classCount)
  }

  private func flags(of rows: Range<Int>) throws -> Targets {
    for row in rows {
      for (column, value) in values[row: row].enumerated() where value != 0 && value != 1 {
        throw CommandError.badFlag(file: path, row: row, column: column, value: value)
      }
    }
    return .flags(values.rows(rows))
  }

  private func numbers(of rows: Range<Int>) throws -> Targets {
    let numbers = values.rows(rows)
    if let (row, column) = numbers.firstNonFinite() {
      throw DataError.nonFinite(file: path, row: rows.lowerBound + row, column: column)
    }
    return .numbers(numbers)
  }

  private func requireColumns(_ expected: Int, of task: OutputSchema.Task) throws {
    guard values.columns == expected else {
      throw CommandError.labelColumns(
        file: path, found: values.columns, expected: expected, task: task)
    }
  }
}

extension [String] {
  /// The names, if each column has a distinct one.
  var distinct: [String]? {
    allSatisfy { !$0.isEmpty } && Set(self).count == count ? self : nil
  }
}
