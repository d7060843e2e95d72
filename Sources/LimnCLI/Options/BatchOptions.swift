import ArgumentParser
import Limn

/// The options for the inputs: a range of the embedded digits, or rows of a file.
struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Built-in handwritten digits, 0 to 1796: one, or first-last.", valueName: "range"))
  var digits: RowRange?

  @Option(
    help: ArgumentHelp(
      "An array or a table, one input in each row; - for standard input.",
      valueName: "file.npy|.npz|.csv|.tsv"),
    completion: .file(extensions: ["npy", "npz", "csv", "tsv"]))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "An image, or a folder whose images are read in the order of their names; may be given "
        + "several times. For a model of grey images: white ink on black.",
      valueName: "file.png|.jpg|folder"),
    completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var image: [String] = []

  @OptionGroup var pictures: PictureOptions

  @Option(
    help: ArgumentHelp(
      "The rows of --input or --image to take, counted from 0 (default: all).", valueName: "range"))
  var rows: RowRange?

  @OptionGroup var table: TableOptions

  func validate() throws {
    guard [digits != nil, input != nil, !image.isEmpty].count(where: { $0 }) <= 1 else {
      throw ValidationError("Name the inputs with --digits, --input or --image, not several.")
    }
    try table.require(input, option: "--input")
    if rows != nil, !isOfFiles { throw ValidationError("--rows belongs to --input or --image.") }
    try pictures.requireNone(unless: !image.isEmpty)
  }

  var isNamed: Bool { digits != nil || isOfFiles }

  /// Whether the inputs are the user's own.
  var isOfFiles: Bool { input != nil || !image.isEmpty }

  /// Checks that inputs are given, for a command without default inputs.
  func requireNamed() throws {
    guard isNamed else {
      throw ValidationError(
        "Name the inputs: --digits RANGE, --input FILE.npy or FILE.csv, or --image FILE or FOLDER.")
    }
  }

  /// The inputs' own shape, for a model that takes a plain vector.
  var naturalShape: InputShape? { digits == nil ? nil : Digits.inputShape }

  /// The inputs for a model with `schema` and these feature names, if any; a file's rows are not
  /// read yet.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func open(for schema: InputSchema, features: [String]?) throws -> NamedBatch {
    if let digits {
      let last = digits.rows.upperBound - 1
      guard last < Digits.all.count else { throw CommandError.noSuchDigit(last) }
      try Digits.requireFit(to: schema.shape)
      return NamedBatch(source: .digits, rows: digits.rows)
    }
    let (file, name) = try file(for: schema, features: features)
    table.remark(on: file, schema: schema)
    if !image.isEmpty { try pictures.remarkOnGround(of: file) }
    let all = 0..<file.count
    guard let rows = rows?.rows else {
      return NamedBatch(source: .file(file, name: name), rows: all)
    }
    guard rows.upperBound <= file.count else {
      let beyond = max(rows.lowerBound, file.count)
      throw DataError.noSuchRow(file: input ?? name, row: beyond, count: file.count)
    }
    return NamedBatch(source: .file(file, name: name), rows: rows)
  }

  /// The file with the rows, and their common name.
  private func file(
    for schema: InputSchema, features: [String]?
  ) throws -> (InputFile, name: String) {
    if let input {
      let file = try InputFile(
        path: input, schema: schema, columns: table.columns, features: features)
      return (file, lastComponent(of: input))
    }
    guard let first = image.first else { preconditionFailure("the command has seen to an input") }
    let files = try image.flatMap(Self.pictures)
    let name =
      image.count == 1
      ? lastComponent(of: first) : "\(files.count) pictures from \(lastComponent(of: first)) on"
    let file = try InputFile(
      pictures: files, shape: schema.shape,
      preparation: try pictures.preparation(for: schema.shape))
    return (file, name)
  }

  /// The file itself, or the pictures in a folder, sorted by name.
  ///
  /// - Throws: ``CommandError/noPictures(folder:)``, `FileError.cannotRead`.
  private static func pictures(at path: String) throws -> [String] {
    guard Folder.isFolder(path) else { return [path] }
    let base = path.hasSuffix("/") ? path : path + "/"
    let names = try Folder.names(in: path).filter { name in
      [".png", ".jpg", ".jpeg"].contains { name.lowercased().hasSuffix($0) }
    }
    guard !names.isEmpty else { throw CommandError.noPictures(folder: path) }
    return names.map { base + $0 }
  }
}

extension BatchOptions: ModelInput {
  func example(schema: InputSchema?) throws -> ExampleRow {
    if !image.isEmpty, schema == nil { throw CommandError.shapeOfPicture }
    guard let input else {
      let schema = schema ?? InputSchema(Digits.inputShape)
      guard image.isEmpty else {
        return try ExampleRow(of: try file(for: schema, features: nil).0)
      }
      return ExampleRow(
        shape: schema.shape,
        values: try open(for: schema, features: nil).inputs().rows(0..<1).elements)
    }
    return try ExampleRow(
      of: try InputFile(path: input, schema: schema, columns: table.columns),
      from: rows?.rows.lowerBound ?? 0)
  }
}

/// Consecutive inputs from a source, with their name.
struct NamedBatch {
  enum Source {
    /// The embedded digits.
    case digits
    case file(InputFile, name: String)
  }

  let source: Source
  let rows: Range<Int>

  /// "digits 0 to 199", "rows.npy", "rows.npy, rows 3 to 7".
  var name: String {
    let (first, last) = (rows.lowerBound, rows.upperBound - 1)
    switch source {
    case .digits: return first == last ? "digit \(last)" : "digits \(first) to \(last)"
    case .file(let file, let name):
      if rows.count == file.count { return name }
      return first == last ? "\(name), row \(last)" : "\(name), rows \(first) to \(last)"
    }
  }

  /// The file with the rows; `nil` for digits.
  var file: InputFile? {
    if case .file(let file, _) = source { file } else { nil }
  }

  /// - Throws: `DataError`, `FileError`.
  func inputs() throws -> Matrix {
    switch source {
    case .digits: Digits.all.inputs.rows(rows)
    case .file(let file, _): try file.rows(rows)
    }
  }
}
