import LimnCore
import LimnText
import Synchronization

/// A model that runs as another program: it reads rows from its standard input and writes scores to
/// its standard output. Both are sent as frames: two little-endian `uint32`, the numbers of rows
/// and columns, then rows × columns little-endian `float32` in row-major order. The program is
/// started once, and its answers are cached (``Settings/memory``), because methods and tests of one
/// row ask about the same coalitions.
///
/// Only model-agnostic methods can explain it, since a program exposes no gradients.
///
/// ```swift
/// let model = try Predictor(
///   command: "python3 predict.py", input: InputSchema(.vector(13)), example: firstRow)
/// ```
public struct Predictor: Model {
  /// The command line, which `/bin/sh -c` runs.
  public let command: String
  public let input: InputSchema
  public let output: OutputSchema
  private let pool: ProgramPool
  private let memory: AnswerMemory?
  private let asked: AskedRows
  private let work: Work

  /// Settings for running the program.
  public struct Settings: Sendable, Hashable {
    /// The number of copies that run in parallel, in ``processRange``.
    public var processes: Int
    /// The time limit for one answer. For the first answer it includes the program's start.
    public var timeout: Duration
    /// The task of the model; `nil` to use the program's own description.
    public var task: OutputSchema.Task?
    /// The names of the outputs; `nil` to use the program's own description.
    public var outputNames: [String]?

    /// The maximum size of the cache of answers, in bytes; 0 for no cache.
    public var memory: Int

    /// The default size of the cache: 256 MiB, or about 1.7 million rows of thirty features.
    public static let standardMemory = 256 << 20
    /// The default time limit for an answer: 60 seconds.
    public static let standardTimeout = Duration.seconds(60)
    /// The permitted number of processes.
    public static let processRange = 1...64

    /// Creates settings. Units and ranges are documented at the properties.
    public init(
      processes: Int = 1, timeout: Duration = standardTimeout, task: OutputSchema.Task? = nil,
      outputNames: [String]? = nil, memory: Int = standardMemory
    ) {
      self.processes = processes
      self.timeout = timeout
      self.task = task
      self.outputNames = outputNames
      self.memory = memory
    }

    /// - Throws: ``ProcessError`` for a setting outside its range.
    func check(for command: String) throws(ProcessError) {
      for (name, found, range) in [
        ("processes", processes, Self.processRange), ("bytes of memory", memory, 0...Int.max),
      ] where !range.contains(found) {
        throw ProcessError(
          command: command, fault: .setting(name, found: found, range: range), lastWords: "")
      }
    }
  }

  /// The maximum number of scores for a row.
  public static let mostOutputs = 65_536
  /// The maximum number of rows in a frame; a larger batch is sent in several frames.
  static let mostRows = 8192
  /// The maximum number of values in a frame, unless a single row has more.
  static let mostValues = 1 << 22
  /// A frame for one of several processes holds at least this many rows; fewer are not worth the
  /// overhead.
  static let fewestRows = 16

  /// Starts the program and asks it about one row. The answer and the program's optional first line
  /// determine the model's output schema.
  ///
  /// - Parameters:
  ///   - command: a command line for `/bin/sh -c`.
  ///   - input: the shape of a row; its feature names are used unless the program states its own.
  ///   - example: a row of `input.shape.count` values for the first question.
  ///   - settings: how the program is run.
  ///   - work: its cancellation also applies to later calls of ``scores(of:)``; its number of
  ///     threads is replaced by the number of processes.
  /// - Throws: ``ProcessError``; `ModelError` if the example or the names do not match the number
  ///   of values or scores; `CancellationError`.
  public init(
    command: String, input: InputSchema, example: [Float], settings: Settings = Settings(),
    work: Work = Work()
  ) throws {
    try settings.check(for: command)
    guard example.count == input.shape.count else {
      throw ModelError.inputWidth(found: example.count, expected: input.shape.count)
    }
    self.command = command
    self.work = try work.silent.with(workers: settings.processes)
    pool = try ProgramPool(command: command, settings: settings)
    let found = try pool.introduce(asking: Matrix(row: example), work: self.work)
    output = try found.introduction.output(count: found.width, task: settings.task)
      .named(settings.outputNames)
    self.input =
      if let names = found.introduction.features {
        try InputSchema(input.shape, names: names)
      } else {
        input
      }
    memory = AnswerMemory(
      columns: input.shape.count, width: output.count, bytes: settings.memory)
    asked = AskedRows()
  }

  /// The number of rows scored so far, and how many of these were answered from the cache.
  public var evaluations: (all: Int, remembered: Int) { (asked.count, memory?.known ?? 0) }

  /// The scores of a batch: `n × inputShape.count` values give `n × outputCount` scores. Only rows
  /// that are not in the cache are sent to the program.
  ///
  /// - Throws: ``ProcessError``, `CancellationError`.
  public func scores(of inputs: Matrix) throws -> Matrix {
    asked.add(inputs.rows)
    return try memory?.scores(of: inputs, work: work, ask: answers) ?? answers(to: inputs)
  }

  /// The program's own answers to a batch.
  private func answers(to inputs: Matrix) throws -> Matrix {
    let pieces = pieces(of: inputs)
    let answers = try parallelMap(count: pieces.count, work: work) { index in
      let rows = pieces[index].count == inputs.rows ? inputs : inputs.rows(pieces[index])
      let (answer, program) = try pool.answer(to: rows, width: output.count, work: work)
      try program.check(answer, as: output)
      return answer
    }
    if answers.count == 1 { return answers[0] }
    return Matrix(
      rows: inputs.rows, columns: output.count, elements: answers.flatMap(\.elements))
  }

  /// Divides a batch among all processes, in frames of bounded size.
  private func pieces(of inputs: Matrix) -> [Range<Int>] {
    let most = max(1, min(Self.mostRows, Self.mostValues / max(1, inputs.columns)))
    let share = (inputs.rows + work.workers - 1) / work.workers
    let size = min(most, max(share, Self.fewestRows))
    return stride(from: 0, to: inputs.rows, by: size).map { $0..<min($0 + size, inputs.rows) }
  }
}

/// A counter of the rows scored.
private final class AskedRows: Sendable {
  private let rows = Atomic(0)

  var count: Int { rows.load(ordering: .relaxed) }

  func add(_ more: Int) { rows.add(more, ordering: .relaxed) }
}

extension OutputSchema {
  fileprivate func named(_ names: [String]?) throws(ModelError) -> OutputSchema {
    guard let names else { return self }
    return try with(names: names)
  }
}
