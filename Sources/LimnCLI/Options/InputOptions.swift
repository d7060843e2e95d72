import ArgumentParser
import Limn

/// The options for the input: a digit, a picture, or a row of a file.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A built-in handwritten digit, 0 to 1796.", valueName: "index"))
  var digit: Int?

  @Option(
    help: ArgumentHelp(
      "An image; for a model of grey images, white ink on black.", valueName: "file.png|.jpg"),
    completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var image: String?

  @OptionGroup var pictures: PictureOptions

  @Option(
    help: ArgumentHelp(
      "An array or a table, one input in each row; - for standard input.",
      valueName: "file.npy|.npz|.csv|.tsv"),
    completion: .file(extensions: ["npy", "npz", "csv", "tsv"]))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "Which row of --input: its name in --id-column, or its number, counted from 0 (default: 0).",
      valueName: "k|id"))
  var row: String?

  @OptionGroup var table: TableOptions

  func validate() throws {
    let given = [digit != nil, image != nil, input != nil].count { $0 }
    guard given == 1 else {
      throw ValidationError(
        given == 0
          ? "Name an input: --digit INDEX, --image FILE.png or FILE.jpg, or --input FILE.npy or FILE.csv."
          : "Name one input: --digit, --image or --input, not several.")
    }
    if row != nil, input == nil { throw ValidationError("--row belongs to --input.") }
    try table.require(input, option: "--input")
    try pictures.requireNone(unless: image != nil)
  }

  /// The input's own shape, for a model that takes a plain vector.
  var naturalShape: InputShape? {
    digit == nil ? nil : Digits.inputShape
  }

  /// The input for a model.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - background: a second file, which may have the columns that are not features instead of
  ///     --input, because a new row has no label.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(for model: ExplainedModel, besides background: String? = nil) throws -> NamedInput {
    let (schema, output) = (model.model.input, model.model.output)
    let shape = schema.shape
    if let digit {
      guard Digits.all.labels.indices.contains(digit) else { throw CommandError.noSuchDigit(digit) }
      try Digits.requireFit(to: shape)
      return NamedInput(
        name: "Digit \(digit)", values: Array(Digits.all.inputs[row: digit]),
        labelledClass: Digits.all.labels[digit])
    }
    if let image {
      let picture = try ImageInput.read(
        image, shape: shape, preparation: try pictures.preparation(for: shape))
      let values = picture.values.elements
      pictures.remarkOnGround(of: image, values, shape: shape)
      return NamedInput(
        name: lastComponent(of: image), values: values, steps: picture.steps, tones: picture.tones)
    }
    guard let input else { preconditionFailure("validate() has seen one input") }
    let file = try file(
      input, besides: background, schema: schema, features: model.columnNames)
    table.remark(on: file, schema: schema)
    let row = try place(in: file)
    let values = try file.row(row).elements
    return NamedInput(
      name: "\(lastComponent(of: input)), \(file.ids?[row] ?? "row \(row)")", values: values,
      labelledClass: try output.classCount.flatMap {
        try file.classes(of: row..<row + 1, names: output.names, count: $0)?.first
      },
      featureNames: file.columnNames, file: file)
  }
}

extension InputOptions {
  /// The index of the selected row; text is taken as an id first, and as a number otherwise.
  private func place(in file: InputFile) throws -> Int {
    guard let row else { return 0 }
    let places = file.ids.map { ids in ids.indices.filter { ids[$0] == row } } ?? []
    guard places.count < 2 else {
      throw CommandError.ambiguousID(row, file: file.path, rows: places)
    }
    if let place = places.first { return place }
    guard let number = Int(row) else {
      throw CommandError.noSuchID(row, file: file.path, hasIDs: file.ids != nil)
    }
    return number
  }
}

extension InputOptions {
  /// Opens --input. Each column that is not a feature must be in it or in the second file.
  ///
  /// - Throws: `DataError.noSuchColumn` for a column that neither has; the errors of ``InputFile``.
  fileprivate func file(
    _ input: String, besides background: String?, schema: InputSchema?, features: [String]? = nil
  ) throws -> InputFile {
    func open(_ path: String, _ columns: TableColumns) throws -> InputFile {
      try InputFile(path: path, schema: schema, columns: columns, features: features)
    }
    do {
      return try open(input, table.columns)
    } catch let DataError.noSuchColumn(file, name, names, count) {
      guard let background else {
        throw DataError.noSuchColumn(file: file, name: name, names: names, count: count)
      }
      do {
        _ = try open(background, table.columns)
      } catch DataError.noSuchColumn {
        throw DataError.noSuchColumn(file: file, name: name, names: names, count: count)
      }
      return try open(input, table.columns.whereThere)
    }
  }
}

/// An input with a second file, which may have the columns that are not features.
struct InputBesides: ModelInput {
  let input: InputOptions
  let background: String?

  var naturalShape: InputShape? { input.naturalShape }

  func example(schema: InputSchema?) throws -> ExampleRow {
    try input.example(schema: schema, besides: background)
  }
}

extension InputOptions: ModelInput {
  func example(schema: InputSchema?) throws -> ExampleRow {
    try example(schema: schema, besides: nil)
  }

  fileprivate func example(schema: InputSchema?, besides background: String?) throws -> ExampleRow {
    if let input {
      let file = try file(input, besides: background, schema: schema)
      return try ExampleRow(of: file, from: try place(in: file))
    }
    guard let shape = schema?.shape ?? naturalShape else { throw CommandError.shapeOfPicture }
    let values = try digit.map { digit in
      guard Digits.all.labels.indices.contains(digit) else { throw CommandError.noSuchDigit(digit) }
      try Digits.requireFit(to: shape)
      return Array(Digits.all.inputs[row: digit])
    }
    return ExampleRow(
      shape: shape, values: values ?? [Float](repeating: 0, count: shape.count))
  }
}

/// One input, with its name.
struct NamedInput {
  let name: String
  let values: [Float]
  /// The true class, if known.
  var labelledClass: Int?
  /// The names of the values, if the file has names.
  var featureNames: [String]?
  /// The steps that turned a picture into the values.
  var steps: [String] = []
  /// The values that are black and white, for a picture.
  var tones: Tones?
  /// The file to which the row belongs.
  var file: InputFile?
}

/// The last part of a path: "scan.png".
func lastComponent(of path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
