import Limn

/// The targets of a table's rows in one of its columns: words, or numbers.
struct LabelColumn {
  private let labels: [String]
  /// The name of the column.
  private let name: String?
  private let file: String

  init(_ labels: [String], named name: String?, file: String) {
    self.labels = labels
    self.name = name
    self.file = file
  }

  /// The maximum number of classes; a column with more is probably a mistake, and would need a
  /// network with as many outputs.
  private static let mostClasses = 10_000

  /// The targets, for the given task or the one that the values show, with the names of the classes
  /// or of the number, and with a note if the task was not given and is not a classification.
  ///
  /// - Throws: ``CommandError`` for a row without a label, a single class or too many, or a
  ///   multilabel task, which needs several columns; `DataError.labelIsNoNumber`.
  func lesson(task: OutputSchema.Task?) throws -> (
    targets: Targets, names: [String]?, note: String?
  ) {
    if let row = labels.firstIndex(of: "") { throw CommandError.noLabel(file: file, row: row) }
    let areFractions =
      labels.allSatisfy { Double($0) != nil } && !labels.allSatisfy { Int($0) != nil }
    switch task ?? (areFractions ? .regression : .classification) {
    case .classification:
      let names = try classNames()
      let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
      // Names that only number the classes are the default names.
      return (
        .classes(labels.compactMap { places[$0] }, count: names.count),
        names == names.indices.map(String.init) ? nil : names, nil
      )
    case .regression:
      let note =
        task == nil
        ? "the labels of \(lastComponent(of: file).shown()) are numbers that are not classes: trained as "
          + "--task regression." : nil
      return (
        .numbers(try InputFile.numbers(labels, file: file)), name.map { [$0] }, note
      )
    case .multilabel:
      throw CommandError.labelColumns(file: file, found: 1, expected: 2, task: .multilabel)
    }
  }

  /// The names of the classes, numbers in numerical order, words in alphabetical order.
  private func classNames() throws -> [String] {
    let found = Set(labels)
    guard (2...Self.mostClasses).contains(found.count) else {
      throw CommandError.classesInColumn(file: file, count: found.count, most: Self.mostClasses)
    }
    return found.allSatisfy { Int($0) != nil }
      ? found.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) } : found.sorted()
  }
}
