import ArgumentParser
import Limn

/// Which inputs: a range of the embedded digits, or rows of a file.
struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Embedded handwritten digits, 0 to 1796: one, or first-last.", valueName: "range"))
  var digits: RowRange?

  @Option(
    help: ArgumentHelp(
      "An array or a table, one input in each row; - for standard input.",
      valueName: "file.npy|.npz|.csv|.tsv"),
    completion: .file(extensions: ["npy", "npz", "csv", "tsv"]))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "The rows of --input to take, counted from 0 (default: all).", valueName: "range"))
  var rows: RowRange?

  @OptionGroup var table: TableOptions

  func validate() throws {
    guard digits == nil || input == nil else {
      throw ValidationError("Name the inputs with --digits or with --input, not both.")
    }
    try table.require(input, option: "--input")
    if rows != nil, input == nil { throw ValidationError("--rows belongs to --input.") }
  }

  var isNamed: Bool { digits != nil || input != nil }

  /// For a command that has no inputs to fall back on.
  func requireNamed() throws {
    guard isNamed else {
      throw ValidationError("Name the inputs: --digits RANGE, or --input FILE.npy or FILE.csv.")
    }
  }

  /// The shape that the inputs themselves show, for a model that takes a plain vector.
  var naturalShape: InputShape? { digits == nil ? nil : Digits.inputShape }

  /// The inputs for a model of `schema` and features of these names, where they have names; those of a
  /// file are not read yet.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func open(for schema: InputSchema, features: [String]?) throws -> NamedBatch {
    if let digits {
      let last = digits.rows.upperBound - 1
      guard last < Digits.all.count else { throw CommandError.noSuchDigit(last) }
      try Digits.requireFit(to: schema.shape)
      return NamedBatch(source: .digits, rows: digits.rows)
    }
    guard let input else { preconditionFailure("the command has seen to an input") }
    let file = try InputFile(
      path: input, schema: schema, columns: table.columns, features: features)
    let all = 0..<file.count
    guard let rows = rows?.rows else { return NamedBatch(source: .file(file), rows: all) }
    guard rows.upperBound <= file.count else {
      let beyond = max(rows.lowerBound, file.count)
      throw DataError.noSuchRow(file: input, row: beyond, count: file.count)
    }
    return NamedBatch(source: .file(file), rows: rows)
  }
}

extension BatchOptions: ModelInput {
  func example(schema: InputSchema?) throws -> ExampleRow {
    guard let input else {
      let schema = schema ?? InputSchema(Digits.inputShape)
      return ExampleRow(
        shape: schema.shape,
        values: try open(for: schema, features: nil).inputs().rows(0..<1).elements)
    }
    return try ExampleRow(
      of: try InputFile(path: input, schema: schema, columns: table.columns),
      from: rows?.rows.lowerBound ?? 0)
  }
}

/// Inputs side by side in a source, and what they are called.
struct NamedBatch {
  enum Source {
    /// The embedded ones.
    case digits
    case file(InputFile)
  }

  let source: Source
  let rows: Range<Int>

  /// "digits 0 to 199", "rows.npy", "rows.npy, rows 3 to 7".
  var name: String {
    let (first, last) = (rows.lowerBound, rows.upperBound - 1)
    switch source {
    case .digits: return first == last ? "digit \(last)" : "digits \(first) to \(last)"
    case .file(let file):
      let name = lastComponent(of: file.path)
      if rows.count == file.count { return name }
      return first == last ? "\(name), row \(last)" : "\(name), rows \(first) to \(last)"
    }
  }

  /// The file that they are rows of.
  var file: InputFile? {
    if case .file(let file) = source { file } else { nil }
  }

  /// - Throws: `DataError`, `FileError`.
  func inputs() throws -> Matrix {
    switch source {
    case .digits: Digits.all.inputs.rows(rows)
    case .file(let file): try file.rows(rows)
    }
  }
}
