import Limn

/// Answers frames with frames, in order, until the input ends.
struct FrameStream: ~Copyable {
  private let worker: RowWorker
  /// Whether each row starts with its number.
  private let isNumbered: Bool
  private var input: StandardInput
  /// The number of the next row without its own number.
  private var next: Int
  private var answered = 0
  private var notes = BadRowNotes()

  /// The number of columns of a frame.
  private var width: Int { worker.width + (isNumbered ? 1 : 0) }

  /// The maximum size of a frame and its answer together, in bytes.
  private static let mostBytes = 1 << 28

  /// - Parameters:
  ///   - first: the number of the first row.
  ///   - isNumbered: whether each row starts with its own number.
  init(_ worker: RowWorker, first: Int, isNumbered: Bool, until cancellation: Cancellation) {
    self.worker = worker
    self.isNumbered = isNumbered
    next = first
    input = StandardInput(until: cancellation)
  }

  /// - Throws: ``WorkerError``, `StreamError`, `FileError`, and errors that no single row causes.
  mutating func run() throws {
    do {
      while let rows = try read() {
        try answer(rows)
      }
    } catch is CancellationError {
      throw WorkerError.stopped(rows: answered)
    }
    notes.close()
  }

  /// The next frame, whose rows may have the wrong number of values; `nil` at the end.
  private mutating func read() throws -> (values: Matrix?, count: Int, columns: Int)? {
    try input.checkpoint()
    guard try input.await(Frame.headSize) else {
      guard input.waiting.isEmpty else {
        throw WorkerError.cutOff(found: input.waiting.count, expected: Frame.headSize)
      }
      return nil
    }
    let head = Frame.head(of: input.waiting)
    // Computed in Double, since a header can claim more than an integer can represent.
    guard
      4 * Double(head.rows) * Double(head.columns + worker.columns.count) <= Double(Self.mostBytes)
    else {
      if let text = input.waiting.prefix(40).leadingText { throw WorkerError.text(text) }
      throw WorkerError.frameTooLarge(
        rows: head.rows, columns: head.columns, most: Self.mostBytes)
    }
    let size = 4 * head.rows * head.columns
    func cutOff() -> WorkerError {
      .cutOff(found: input.waiting.count, expected: Frame.headSize + size)
    }
    guard head.columns == width else {
      _ = input.take(Frame.headSize)
      guard try input.skip(size) else {
        throw WorkerError.cutOff(found: Frame.headSize, expected: Frame.headSize + size)
      }
      return (nil, head.rows, head.columns)
    }
    guard try input.await(Frame.headSize + size) else { throw cutOff() }
    let values = Frame.values(of: input.take(Frame.headSize + size))
    return (
      Matrix(rows: head.rows, columns: head.columns, elements: values), head.rows, head.columns
    )
  }

  private mutating func answer(_ frame: (values: Matrix?, count: Int, columns: Int)) throws {
    let rows: [ExplainedRow]
    if let values = frame.values {
      rows = try isNumbered ? numbered(values) : consecutive(values)
    } else {
      let reason = "the row has \(frame.columns) values, and \(width) are expected"
      rows = Array(repeating: .bad(reason: reason), count: frame.count)
    }
    for (index, row) in rows.enumerated() {
      if case .bad(let reason) = row { notes.add(row: answered + index, reason) }
    }
    try StandardStream.output.write(Frame.bytes(of: worker.columns.table(rows)))
    answered += frame.count
    next += frame.count
  }

  private func consecutive(_ rows: Matrix) throws -> [ExplainedRow] {
    try worker.explained(rows, numbers: Array(next..<next + rows.rows))
  }

  private func numbered(_ rows: Matrix) throws -> [ExplainedRow] {
    var (numbers, values, refused) = ([Int](), [Float](), [Int: String]())
    values.reserveCapacity(rows.rows * worker.width)
    for row in 0..<rows.rows {
      let number = rows[row, 0]
      if let whole = Int(exactly: number), (0...Self.mostNumber).contains(whole) {
        numbers.append(whole)
      } else {
        numbers.append(0)
        refused[row] = "its number, \(number), is not a whole number from 0 to \(Self.mostNumber)"
      }
      values += rows[row: row].dropFirst()
    }
    return try worker.explained(
      Matrix(rows: rows.rows, columns: worker.width, elements: values), numbers: numbers,
      refused: refused)
  }

  /// The largest number up to which every integer is exact in single precision.
  private static let mostNumber = 1 << 24
}

extension ArraySlice<UInt8> {
  /// The bytes as text, if all of the first eight are text characters.
  fileprivate var leadingText: String? {
    func isText(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) || (9...13).contains(byte) }
    guard prefix(Frame.headSize).allSatisfy(isText) else { return nil }
    return String(decoding: prefix(while: isText), as: UTF8.self)
  }
}
