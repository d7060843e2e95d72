import ArgumentParser
import Limn

/// The options for the training data.
struct TrainingDataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Your own examples, one per row (default: the built-in digits); - for standard input.",
      valueName: "file.npy|.npz|.csv|.tsv"),
    completion: .file(extensions: ["npy", "npz", "csv", "tsv"]))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The answer for each row of --data: its class, an integer from 0 on; or what "
        + "--task says.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var labels: String?

  @OptionGroup var table: TableOptions

  @Option(
    help: ArgumentHelp(
      "Columns of --data that are categorical even if they look like numbers; columns "
        + "without a number are categorical anyway. Categories enter the network one-hot.",
      valueName: "column,…", visibility: .rare))
  var categoryColumns: ColumnList?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Subtract each feature's training mean and divide by its standard deviation, as the "
        + "model's first operation (default: for a table).", visibility: .rare))
  var standardise: Bool?

  @Option(
    help: ArgumentHelp(
      "What --labels holds: classes; a column of 0 and 1 for each of several independent labels; "
        + "or one or more columns of numbers (default: classification, or what the values imply, "
        + "with a message).", valueName: "classification|multilabel|regression"))
  var task: OutputSchema.Task?

  @Option(
    help: ArgumentHelp(
      "The image shape of a row of --data, such as 28x28, 3x32x32 or 32x32x3.",
      valueName: "HxW|CxHxW|HxWxC", visibility: .rare))
  var shape: ImageShape?

  @Option(
    help: ArgumentHelp(
      "A factor for input values, so that the network sees numbers around 1 "
        + "(default: 1/16 for the digits, 1 for --data).", valueName: "x", visibility: .rare))
  var inputFactor: Float?

  @Option(
    help: ArgumentHelp(
      "The seed that divides examples into training, validation and test.", valueName: "n",
      visibility: .rare))
  var splitSeed: UInt64 = 0

  func validate() throws {
    try table.require(data, option: "--data")
    if categoryColumns != nil, data == nil || shape != nil {
      throw ValidationError(
        "--category-columns belongs to a table of --data\(shape == nil ? "" : ", not to --shape").")
    }
    if labels != nil, table.labelColumn != nil {
      throw ValidationError("The classes are in --labels or in --label-column, not in both.")
    }
    if standardise == true, inputFactor != nil {
      throw ValidationError("--standardise and --input-factor both scale the inputs: give one.")
    }
    if data != nil, labels == nil, table.labelColumn == nil {
      throw ValidationError("--data needs --labels, or --label-column of a table.")
    }
    if data == nil, labels != nil { throw ValidationError("--labels belongs to --data.") }
    if data == nil, task ?? .classification != .classification {
      throw ValidationError("The embedded digits are classes: --task belongs to --data.")
    }
    if data == nil, shape != nil { throw ValidationError("--shape belongs to --data.") }
  }

  /// - Parameter table: the content of --data, if it was uploaded instead of read from a file.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(_ table: [UInt8]? = nil) throws -> TrainingData {
    guard let data else {
      return TrainingData(
        name: "the embedded digits", examples: Digits.all, shape: Digits.inputShape,
        factor: inputFactor ?? 1 / Digits.fullInk, isStandardised: standardise ?? false)
    }
    var columns = self.table.columns
    columns.findsCategories = self.shape == nil
    columns.categories = categoryColumns?.names ?? []
    var file =
      try table.map { try InputFile(table: $0, named: data, columns: columns) }
      ?? InputFile(path: data, columns: columns)
    var shape = file.shape
    if let (asked, layout) = try self.shape?.read(nil) {
      guard asked.count == shape.count else {
        throw CommandError.shapeForData(asked: asked, file: data, found: shape)
      }
      if layout == .channelsLast, shape != asked {
        file = try InputFile(
          path: data, schema: InputSchema(asked, layout: layout), columns: columns)
      }
      shape = asked
    }
    let rows = try file.matrix()
    let name = lastComponent(of: data)
    var notes = [
      file.beginsWithIndex
        ? "the first column of \(name.shown()) has no name and numbers the rows, as pandas writes its index; "
          + "it is used like any other. --drop leaves it out, or to_csv(…, index=False)."
        : nil
    ]
    let (examples, outputNames): (LabeledSet, [String]?)
    if let labels {
      let lesson = try TargetFile(path: labels, count: rows.rows, data: data).lesson(task: task)
      (examples, outputNames) = (
        try LabeledSet(inputs: rows, targets: lesson.targets), lesson.names
      )
      notes += [
        lesson.note, Self.note(onClassesMissingIn: examples, labels: lastComponent(of: labels)),
      ]
    } else {
      let lesson = try LabelColumn(file.labels ?? [], named: self.table.labelName, file: data)
        .lesson(task: task)
      (examples, outputNames) = (
        try LabeledSet(inputs: rows, targets: lesson.targets), lesson.names
      )
      notes.append(lesson.note)
    }
    let isTable = file.isTable && self.shape == nil
    let featureNames = file.columnNames?.distinct
    if !file.categories.isEmpty {
      // Each column becomes an input of the model file, with its name.
      if let names = file.columnNames, featureNames == nil {
        if let unnamed = names.firstIndex(of: "") {
          throw DataError.unnamedColumn(file: data, feature: unnamed)
        }
        throw DataError.columnTwice(
          file: data, name: names.first { name in names.count { $0 == name } > 1 } ?? "")
      }
      notes.append(Self.note(on: file.categories, names: featureNames))
    }
    return TrainingData(
      name: name, examples: examples, shape: shape, factor: inputFactor ?? 1,
      isStandardised: standardise ?? (isTable && inputFactor == nil),
      featureNames: featureNames, categories: file.categories, ids: file.ids,
      outputNames: outputNames, notes: notes.compactMap { $0 })
  }

  /// A note on the columns that are treated as categorical.
  private static func note(on categories: [Int: Categories], names: [String]?) -> String {
    let columns = categories.sorted { $0.key < $1.key }.map { column, categories in
      "\(names?[column].quoted ?? "column \(column)") (\(categories.words.count))"
    }
    let shown = columns.prefix(8).joined(separator: ", ")
    let rest = columns.count > 8 ? " and \(columns.count - 8) more" : ""
    return "categories, one-hot in the model: \(shown)\(rest)."
  }

  /// A note on classes below the largest that have no example.
  private static func note(onClassesMissingIn set: LabeledSet, labels: String) -> String? {
    let present = Set(set.labels)
    let missing = (0..<set.classCount).filter { !present.contains($0) }
    guard let first = missing.first else { return nil }
    let words =
      missing.count == 1
      ? "class \(first) has" : "\(missing.count) classes, the first of them \(first), have"
    return
      "\(words) no example in \(labels.shown()): the network gets an output for each class from 0 to "
      + "\(set.classCount - 1). Number the classes from 0 without gaps; to learn numbers, use "
      + "--task regression."
  }
}

/// Examples, and their preparation for a network.
struct TrainingData {
  let name: String
  let examples: LabeledSet
  let shape: InputShape
  /// The factor for inputs that are not standardised.
  let factor: Float
  /// Whether each feature is standardised to mean 0 and standard deviation 1 over the training
  /// examples.
  var isStandardised = false
  /// The names of an example's values, if they have names.
  var featureNames: [String]?
  /// The categories of categorical columns, by column.
  var categories: [Int: Categories] = [:]
  /// The ids of the examples, if the table has ids.
  var ids: [String]?
  var outputNames: [String]?
  /// Notes on things that the user may not have intended.
  var notes: [String] = []

  /// The schema of an example's row.
  var schema: InputSchema { InputSchema(shape, categories: categories) }
}
