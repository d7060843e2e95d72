import ArgumentParser
import Limn

/// Which inputs, and the classes they belong to.
struct LabelledBatchOptions: ParsableArguments {
  @OptionGroup var batch: BatchOptions

  @Option(
    help: ArgumentHelp(
      "The class of each row of --input, whole numbers from 0 on.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var labels: String?

  func validate() throws {
    if labels != nil, batch.input == nil { throw ValidationError("--labels belongs to --input.") }
  }

  /// The classes of a file's rows, if they were named.
  ///
  /// - Parameter classCount: as many as the model tells apart.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func classes(of rows: Range<Int>, in file: InputFile, classCount: Int) throws -> [Int]? {
    try labels.map {
      try ClassFile(path: $0, count: file.count, data: file.path)
        .classes(of: rows, classCount: classCount)
    }
  }
}
