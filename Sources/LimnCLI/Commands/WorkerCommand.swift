import ArgumentParser
import Limn

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `limn worker`.
struct WorkerCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Explain rows as they arrive, for another program.",
    usage: "limn worker [--model <file.onnx> | --predictor <command>] [<options>]",
    discussion: """
      Examples:

        limn worker --model mine.onnx --method saliency <rows.bin >values.bin
        limn worker --model mine.onnx --method shap --background rows.csv --errors
        limn worker --lines <rows.jsonl >values.jsonl

      A frame is two little-endian 32-bit numbers, rows and columns, and rows × columns \
      little-endian 32-bit floating-point numbers. Each frame of inputs is answered at once by one \
      of as many rows: for each method its values, with --errors its standard errors, and with \
      --outputs at the end the model's outputs and the number of the one explained. A row that \
      cannot be explained is answered by NaN and named on standard error.

      With --lines a row is one line, {"id": "a", "values": [1, 2]}, the values in a list or by \
      the features' names, and so is its answer, or {"id": "a", "error": "..."}.

      The values are those of limn report, bit for bit, for a row of the same number \
      (--first-row, --numbered), whichever frame and whichever worker it comes to; only the last \
      rows of a report of fewer than \(RowExplainer.longRun.grouped) can differ in their last digits. A worker ends when \
      its input does; told to end, it first answers the frame at hand.
      """)

  @OptionGroup(title: "Model") var model: ExplainedModelOptions
  @OptionGroup(title: "What is explained") var objective: ObjectiveOptions
  @OptionGroup(title: "What is explained") var baseline: BaselineOptions
  @OptionGroup(title: "Methods") var method: MethodOptions
  @OptionGroup(title: "Table of --background") var table: TableOptions

  @Flag(help: "Read and write one JSON document per line instead of frames.")
  var lines = false

  @Flag(help: "Give each method's standard errors after its values; 0 where a value is exact.")
  var errors = false

  @Flag(help: "Give the model's outputs and the number of the one explained, too; lines always do.")
  var outputs = false

  @Flag(help: "Write a line of JSON before the first frame that says which columns hold what.")
  var header = false

  @Option(
    help: ArgumentHelp(
      "The number of the first row in the run, counted from 0: rows are rounded by their place in "
        + "blocks of \(RowExplainer.standardBlockRows), as in a report.", valueName: "n"))
  var firstRow = 0

  @Flag(
    help: ArgumentHelp(
      "Each row of a frame begins with its number in the run, of which the remainder by "
        + "\(RowExplainer.standardBlockRows) is enough; for rows that do not come in order."))
  var numbered = false

  @OptionGroup var threads: ThreadOptions

  /// A first signal only requests the worker to end.
  var patience: Duration? { nil }

  func validate() throws {
    try method.requireWholeInputs()
    try table.require(method.background, option: "--background")
    guard (0...RowDocument.mostNumber).contains(firstRow) else {
      throw ValidationError("--first-row must be at least 0, not \(firstRow).")
    }
    if lines, header { throw ValidationError("--header belongs to frames, not to --lines.") }
    if numbered, lines || firstRow > 0 {
      throw ValidationError(
        "--numbered belongs to frames, instead of --first-row: a line has its number in \"row\".")
    }
    if lines, outputs {
      throw ValidationError("--outputs belongs to frames: --lines always gives them.")
    }
  }

  func run(until cancellation: Cancellation) throws {
    let worker = try worker()
    if lines {
      var stream = LineStream(worker, first: firstRow, until: cancellation)
      try stream.run()
    } else {
      if header { try StandardStream.output.write(Array(Header(worker).json())) }
      var stream = FrameStream(
        worker, first: firstRow, isNumbered: numbered, until: cancellation)
      try stream.run()
    }
  }

  private func worker() throws -> RowWorker {
    let background = Background(path: method.background, columns: table.columns)
    // A program's evaluations belong to the current frame, which is always completed.
    let loaded = try model.load(for: background, work: Work())
    let (model, schema) = (loaded.model, loaded.model.input)
    let absence = try method.absence(
      baseline, of: loaded, ofEach: true, inputs: try background.file(for: loaded),
      columns: table.columns, isOfDigits: self.model.isEmbedded)
    let methods = try method.reported(by: model, absence: absence, tones: nil)
    return RowWorker(
      explainer: try RowExplainer(
        model: model, objective: try objective.ofEach(model.output), methods: methods),
      input: schema, output: model.output,
      columns: AnswerColumns(
        methods: methods.map(\.attributor.name), width: schema.shape.count,
        outputs: model.output.count, hasErrors: errors, hasOutputs: outputs),
      work: try Work(workers: threads.workerCount))
  }

  /// The rows that represent the inputs before any have arrived.
  private struct Background: ModelInput {
    let path: String?
    let columns: TableColumns

    var naturalShape: InputShape? { nil }

    func example(schema: InputSchema?) throws -> ExampleRow {
      if let path {
        return try ExampleRow(
          of: try InputFile(path: path, schema: schema, columns: columns.whereThere))
      }
      guard let schema else { throw WorkerError.widthUnknown }
      return ExampleRow(
        shape: schema.shape, values: [Float](repeating: 0, count: schema.shape.count))
    }

    /// - Throws: `DataError`, `FileError`.
    func file(for model: ExplainedModel) throws -> InputFile? {
      try path.map {
        try InputFile(
          path: $0, schema: model.model.input, columns: columns.whereThere,
          features: model.columnNames)
      }
    }
  }

  /// The first line with which a worker describes its answers.
  private struct Header: Encodable {
    let inputs: Int
    let outputs: [String]?
    let columns: [AnswerColumns.Group]
    let version = Release.version

    init(_ worker: RowWorker) {
      inputs = worker.width
      outputs = worker.output.names
      columns = worker.columns.groups
    }

    func json() throws -> [UInt8] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let text = String(decoding: try encoder.encode(self), as: UTF8.self).escapedJSON
      return Array(text.utf8) + [UInt8(ascii: "\n")]
    }
  }
}
