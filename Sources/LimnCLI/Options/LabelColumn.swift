import Limn

/// What a table's rows are to be answered with, in a column of its own: words, or numbers.
struct LabelColumn {
  private let labels: [String]
  /// What it is called.
  private let name: String?
  private let file: String

  init(_ labels: [String], named name: String?, file: String) {
    self.labels = labels
    self.name = name
    self.file = file
  }

  /// A column with more classes is a mistake, and would make a network as wide.
  private static let mostClasses = 10_000

  /// What a network is to learn, of a kind that was asked for or that the values show, with what
  /// the classes or the number are called, and with a note where the kind was not asked for and is no classification.
  ///
  /// - Throws: ``CommandError`` for a row without a label, a single class, or too many; for flags, of
  ///   which a column holds one; `DataError.labelIsNoNumber`.
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
      // Names that only number the classes are what classes without names are called.
      return (
        .classes(labels.compactMap { places[$0] }, count: names.count),
        names == names.indices.map(String.init) ? nil : names, nil
      )
    case .regression:
      let note =
        task == nil
        ? "the labels of \(lastComponent(of: file).shown()) are numbers that are no classes: trained as "
          + "--task regression." : nil
      return (
        .numbers(try InputFile.numbers(labels, file: file)), name.map { [$0] }, note
      )
    case .multilabel:
      throw CommandError.labelColumns(file: file, found: 1, expected: 2, task: .multilabel)
    }
  }

  /// Numbers in their order, words in that of their characters.
  private func classNames() throws -> [String] {
    let found = Set(labels)
    guard (2...Self.mostClasses).contains(found.count) else {
      throw CommandError.classesInColumn(file: file, count: found.count, most: Self.mostClasses)
    }
    return found.allSatisfy { Int($0) != nil }
      ? found.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) } : found.sorted()
  }
}
