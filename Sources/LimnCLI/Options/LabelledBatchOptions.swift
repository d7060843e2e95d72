import ArgumentParser
import Limn

/// The options for inputs with their targets.
struct LabelledBatchOptions: ParsableArguments {
  @OptionGroup var batch: BatchOptions

  @Option(
    help: ArgumentHelp(
      "The true answer for each row or image: its class, an integer from 0 on; for several labels a "
        + "0 or 1 for each; for a regression its numbers.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var labels: String?

  func validate() throws {
    if labels != nil, !batch.isOfFiles {
      throw ValidationError("--labels belongs to --input or --image.")
    }
    if labels != nil, batch.table.labelColumn != nil {
      throw ValidationError("The classes are in --labels or in --label-column, not in both.")
    }
  }

  /// The output names from the heading of --labels, or from --label-column, for a multilabel model
  /// or a regression without names.
  ///
  /// - Throws: `DataError`, `FileError`.
  func outputNames(for output: OutputSchema) throws -> [String]? {
    guard output.names == nil, output.task != .classification else { return nil }
    let names =
      try labels.map { try InputFile(path: $0).columnNames?.distinct }
      ?? batch.table.labelName.map { [$0] }
    return names?.count == output.count ? names : nil
  }

  /// The targets of a file's rows, if given.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func targets(
    of rows: Range<Int>, in file: InputFile, for output: OutputSchema
  ) throws -> Targets? {
    guard let labels else { return try file.targets(of: rows, for: output) }
    return try TargetFile(path: labels, count: file.count, data: file.path)
      .targets(of: rows, for: output)
  }
}
