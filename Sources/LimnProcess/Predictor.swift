import LimnCore
import LimnText
import Synchronization

/// A model that is another program: rows go to its standard input, scores come from its standard output,
/// both as frames: two little-endian `uint32`, rows and columns, then rows × columns little-endian
/// `float32`. It is started once, and no row is sent to it twice while its answer is remembered
/// (``Settings/memory``): methods and tests that look at one row ask about the same coalitions of it.
///
/// Only the methods for black boxes can explain it: a program shows no gradients.
///
/// ```swift
/// let model = try Predictor(
///   command: "python3 predict.py", input: InputSchema(.vector(13)), example: firstRow)
/// ```
public struct Predictor: Model {
  /// The command line, as the shell runs it.
  public let command: String
  public let input: InputSchema
  public let output: OutputSchema
  private let pool: ProgramPool
  private let memory: AnswerMemory?
  private let asked: AskedRows
  private let work: Work

  /// How the program is run.
  public struct Settings: Sendable, Hashable {
    /// How many copies of it run side by side; at least 1.
    public var processes: Int
    /// How long one answer may take, that of the first question with the time the program takes to
    /// start.
    public var timeout: Duration
    /// What kind of answer it gives, where that is known; else what it says of itself.
    public var task: OutputSchema.Task?
    /// What its outputs are called; else what it says of itself.
    public var outputNames: [String]?

    /// The most bytes of answers to remember; 0 for none.
    public var memory: Int

    /// 256 MiB: about two million answers to rows of thirty features.
    public static let standardMemory = 256 << 20
    /// How long an answer may take unless told otherwise: 60 seconds.
    public static let standardTimeout = Duration.seconds(60)
    /// The numbers of processes there may be.
    public static let processRange = 1...64

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
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

    /// - Throws: ``ProcessError``, `.setting`.
    func check(for command: String) throws(ProcessError) {
      for (name, found, range) in [
        ("processes", processes, Self.processRange), ("bytes of memory", memory, 0...Int.max),
      ] where !range.contains(found) {
        throw ProcessError(
          command: command, fault: .setting(name, found: found, range: range), lastWords: "")
      }
    }
  }

  /// The most scores of a row.
  public static let mostOutputs = 65_536
  /// The most rows of a frame: a larger batch is sent in several.
  static let mostRows = 8192
  /// The most values of a frame, unless one row has more.
  static let mostValues = 1 << 22
  /// Fewer rows than these are not worth a process of their own.
  static let fewestRows = 16

  /// Starts the program and asks it about one row: what it answers, and what it says in its first line,
  /// is what the model is.
  ///
  /// - Parameters:
  ///   - command: for `/bin/sh -c`.
  ///   - input: what a row is; its names are those of the features unless the program names them.
  ///   - example: a row for the first question.
  ///   - work: whose cancellation ends what waits for the program.
  /// - Throws: ``ProcessError``, `ModelError` for names or an example that do not fit, `CancellationError`.
  public init(
    command: String, input: InputSchema, example: [Float], settings: Settings = Settings(),
    work: Work = Work()
  ) throws {
    try settings.check(for: command)
    guard example.count == input.shape.count else {
      throw ModelError.inputWidth(found: example.count, expected: input.shape.count)
    }
    self.command = command
    self.work = work.silent.with(workers: settings.processes)
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

  /// The rows that scores were asked for so far, and those among them whose answers were remembered and
  /// not asked of the program again.
  public var evaluations: (all: Int, remembered: Int) { (asked.count, memory?.known ?? 0) }

  /// The scores of a batch, `n × inputShape.count` to `n × outputCount`.
  ///
  /// - Throws: ``ProcessError``, `CancellationError`.
  public func scores(of inputs: Matrix) throws -> Matrix {
    asked.add(inputs.rows)
    return try memory?.scores(of: inputs, work: work, ask: answers) ?? answers(to: inputs)
  }

  /// What the program says of a batch.
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

  /// How a batch is shared out: to all processes, in frames of a bounded size.
  private func pieces(of inputs: Matrix) -> [Range<Int>] {
    let most = max(1, min(Self.mostRows, Self.mostValues / max(1, inputs.columns)))
    let share = (inputs.rows + work.workers - 1) / work.workers
    let size = min(most, max(share, Self.fewestRows))
    return stride(from: 0, to: inputs.rows, by: size).map { $0..<min($0 + size, inputs.rows) }
  }
}

/// How many rows were asked about.
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
