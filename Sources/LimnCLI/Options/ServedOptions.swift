import ArgumentParser
import Limn
import LimnServe

/// The options of `limn serve` for the training data and the comparison model.
struct ServedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "For a model of tables: the rows to start from, which give the sliders their ranges and "
        + "replace absent features.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "A second model to compare: both explanations and their difference.",
      valueName: "file.onnx"), completion: .file(extensions: ["onnx"]))
  var compare: String?

  @Option(
    help: ArgumentHelp(
      "Your own examples to train on, as in limn train (default: the built-in digits, if "
        + "the model takes them). Without --model the page begins with an untrained network.",
      valueName: "file.npy|.npz|.csv|.tsv"),
    completion: .file(extensions: ["npy", "npz", "csv", "tsv"]))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The answer for each row of --data.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var labels: String?

  @OptionGroup var table: TableOptions

  func validate() throws {
    if labels != nil, data == nil { throw ValidationError("--labels belongs to --data.") }
    if input != nil, data != nil {
      throw ValidationError("--data has the rows already: leave --input out.")
    }
    if data != nil, labels == nil, table.labelColumn == nil {
      throw ValidationError("--data needs --labels, or --label-column of a table.")
    }
    try table.require(data ?? input, option: "--data or --input")
    for (name, path) in [("--data", data), ("--labels", labels), ("--input", input)]
    where path.map(InputFile.isStandardInput) ?? false {
      throw ValidationError("\(name) of limn serve must be a file, not standard input.")
    }
  }

  /// The training data, if given.
  ///
  /// - Parameter model: the model options, whose `--shape` and `--task` apply to the examples as
  ///   well.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func ground(for model: ModelOptions) throws -> TrainingGround? {
    guard let data else { return nil }
    var arguments = ["--data", data]
    if let labels { arguments += ["--labels", labels] }
    arguments += table.arguments
    if let shape = model.shape {
      arguments += ["--shape", shape.sizes.map(String.init).joined(separator: "x")]
    }
    if let task = model.task { arguments += ["--task", task.rawValue] }
    let read = try TrainingDataOptions.parse(arguments).read()
    for note in read.notes { StandardStream.error.show(TerminalText(["Note: \(note)"])) }
    return try TrainingGround(read, path: data, arguments: arguments, table: table)
  }
}

extension TrainingGround {
  /// - Parameters:
  ///   - arguments: the options of `limn train` that select the data.
  ///   - table: the options that name the columns that are not features.
  init(_ data: TrainingData, path: String, arguments: [String], table: TableOptions) throws {
    try self.init(
      name: data.name, path: path, arguments: arguments, tableArguments: table.arguments,
      examples: data.examples, shape: data.shape, factor: data.factor,
      isStandardised: data.isStandardised, featureNames: data.featureNames,
      categories: data.categories, ids: data.ids, outputNames: data.outputNames, splitSeed: 0)
  }
}

extension TableOptions {
  /// The options as command-line arguments.
  var arguments: [String] {
    [
      labelColumn.map { ["--label-column", $0] }, idColumn.map { ["--id-column", $0] },
      drop.map { ["--drop", $0.names.joined(separator: ",")] },
      encoding.map { ["--encoding", $0.rawValue] },
      decimalComma ? ["--decimal-comma"] : nil,
    ].compactMap { $0 }.flatMap { $0 }
  }
}
