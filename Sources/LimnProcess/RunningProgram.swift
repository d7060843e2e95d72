import LimnCore
import LimnText
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// One copy of a program: sends questions, collects its output and records how it ended.
final class RunningProgram: Sendable {
  private let command: String
  private let timeout: Duration
  private let child: Child
  private let state = Mutex(State())

  private struct State {
    /// Bytes from its standard output that are not yet part of an answer.
    var received: [UInt8] = []
    /// The end of its standard error output.
    var words: [UInt8] = []
    /// Its description of itself, known once its first line or frame has arrived.
    var introduction: Introduction?
    /// The first failure, after which the program is not asked again.
    var failure: ProcessError?
    var outputIsOpen = true
    var wordsAreOpen = true
  }

  /// How long a program may take to end after it has closed a stream.
  private static let grace = Duration.milliseconds(500)
  private static let mostWords = 4096

  /// - Throws: ``ProcessError``.
  init(command: String, timeout: Duration) throws {
    self.command = command
    self.timeout = timeout
    do {
      child = try Child(command: command)
    } catch let error as SystemFailure {
      throw ProcessError(
        command: command, fault: .notStarted(reason: error.reason), lastWords: "")
    }
  }

  /// Its description of itself; empty if there was none before the first answer.
  var introduction: Introduction { state.withLock { $0.introduction ?? Introduction() } }

  /// Tells the program that there are no more questions.
  func closeInput() { child.closeInput() }

  /// Asks the program about a batch and waits for its answer.
  ///
  /// - Parameter width: the expected number of scores for a row; `nil` for any.
  /// - Throws: ``ProcessError``, `CancellationError`; in both cases the program has been ended.
  func answer(to rows: Matrix, width: Int?, work: Work) throws -> Matrix {
    try state.withLock { state in
      if let failure = state.failure {
        // The program was ended because another thread was cancelled; this one probably was too.
        try work.checkpoint()
        throw failure
      }
      do {
        return try answer(to: rows, width: width, work: work, &state)
      } catch let fault as Failed {
        let error = end(because: fault.fault, &state)
        state.failure = error
        throw error
      } catch {
        // Part of an answer may be under way, and it would be taken for the answer to the next
        // question.
        state.failure = end(because: .closedStreams, &state)
        throw error
      }
    }
  }

  /// Ends the program if an answer contradicts the output schema.
  ///
  /// - Throws: ``ProcessError``.
  func check(_ answer: Matrix, as output: OutputSchema) throws {
    guard let fault = answer.fault(as: output) else { return }
    throw state.withLock { state in
      let error = end(because: fault, &state)
      state.failure = error
      return error
    }
  }

  private struct Failed: Error { let fault: ProcessError.Fault }

  private func answer(to rows: Matrix, width: Int?, work: Work, _ state: inout State) throws
    -> Matrix
  {
    let clock = ContinuousClock()
    var deadline = clock.now + timeout
    let question = Frame.bytes(of: rows)
    var (sent, closed) = (0, false)
    while true {
      if let answer = try whole(rows: rows.rows, width: width, &state) {
        // For example messages the program printed before the question.
        guard sent == question.count, state.received.isEmpty else {
          throw Failed(fault: .unasked(bytes: max(1, state.received.count)))
        }
        return answer
      }
      try work.checkpoint()
      let now = clock.now
      guard now < deadline else {
        if closed { throw Failed(fault: .closedStreams) }
        throw Failed(fault: .timeout(seconds: timeout.inSeconds, received: state.received.count))
      }
      if !state.outputIsOpen, !closed {
        closed = true
        deadline = min(deadline, now + Self.grace)
      }
      if closed, let ending = child.ending() { throw Failed(fault: .ended(ending)) }
      let wait = min(deadline - now, closed ? .milliseconds(5) : .milliseconds(20))
      let ready = child.wait(
        toSend: sent < question.count && !closed, output: state.outputIsOpen,
        words: state.wordsAreOpen, milliseconds: Int32(max(1, wait.inSeconds * 1000)))
      if ready.canSend {
        switch child.send(question[sent...]) {
        case .some(let count): sent += count
        case .none:
          closed = true
          deadline = min(deadline, now + Self.grace)
        }
      }
      if ready.words { read(&state.words, isOpen: &state.wordsAreOpen, of: .words) }
      if state.words.count > 2 * Self.mostWords {
        state.words = Array(state.words.suffix(Self.mostWords))
      }
      if ready.output { read(&state.received, isOpen: &state.outputIsOpen, of: .output) }
    }
  }

  private func read(_ bytes: inout [UInt8], isOpen: inout Bool, of stream: Child.Stream) {
    switch child.read(stream) {
    case .bytes(let new): bytes += new
    case .nothing: break
    case .end: isOpen = false
    }
  }

  /// The answer, once it is complete, or `nil`. The first line and the header are checked as soon
  /// as they have arrived.
  private func whole(rows: Int, width: Int?, _ state: inout State) throws -> Matrix? {
    if state.introduction == nil, let first = state.received.first {
      guard first == UInt8(ascii: "{") else {
        state.introduction = Introduction()
        return try whole(rows: rows, width: width, &state)
      }
      guard let end = state.received.firstIndex(of: UInt8(ascii: "\n")) else {
        guard state.received.count <= Introduction.mostBytes else {
          throw Failed(fault: .introduction(reason: "it is too long"))
        }
        return nil
      }
      do {
        state.introduction = try Introduction(line: state.received[..<end])
      } catch {
        throw Failed(fault: .introduction(reason: error.reason))
      }
      state.received.removeSubrange(...end)
    }
    if let text = state.received.textInPlaceOfFrame { throw Failed(fault: .text(text)) }
    guard state.received.count >= Frame.headSize else { return nil }
    let head = Frame.head(of: state.received[...])
    guard head.rows == rows else {
      throw Failed(fault: .rowCount(found: head.rows, expected: rows))
    }
    guard (1...Predictor.mostOutputs).contains(head.columns), head.columns == width ?? head.columns
    else { throw Failed(fault: .width(found: head.columns, expected: width)) }
    let size = Frame.headSize + 4 * head.rows * head.columns
    guard state.received.count >= size else { return nil }
    let answer = Matrix(
      rows: head.rows, columns: head.columns, elements: Frame.values(of: state.received[..<size]))
    state.received.removeSubrange(..<size)
    if let (row, output) = answer.firstNonFinite() {
      throw Failed(fault: .nonFinite(row: row, output: output))
    }
    return answer
  }

  /// Ends the program and returns the error, with the program's last messages.
  private func end(because fault: ProcessError.Fault, _ state: inout State) -> ProcessError {
    // A program that has exited may have unread messages in the pipe; one that is killed here is
    // not waited for.
    let rounds = if case .ended = fault { 20 } else { 1 }
    for _ in 0..<rounds where state.wordsAreOpen {
      let ready = child.wait(toSend: false, output: false, words: true, milliseconds: 10)
      if ready.words { read(&state.words, isOpen: &state.wordsAreOpen, of: .words) }
    }
    child.kill()
    let lines = String(decoding: state.words.suffix(Self.mostWords), as: UTF8.self)
      .split(whereSeparator: \.isNewline).map { $0.trimmingSpaces }.filter { !$0.isEmpty }
    return ProcessError(
      command: command, fault: fault,
      lastWords: lines.suffix(3).joined(separator: " | ").shown(columns: 240))
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension [UInt8] {
  /// The first line, if the bytes begin with text: with eight text characters, or with a shorter
  /// line.
  fileprivate var textInPlaceOfFrame: String? {
    func isText(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || (9...13).contains(byte) }
    // A line shorter than a header is text too.
    guard let first, isText(first) else { return nil }
    let head = prefix(Frame.headSize)
    guard head.allSatisfy(isText), head.count == Frame.headSize || head.last == UInt8(ascii: "\n")
    else { return nil }
    let line = prefix(while: { $0 != UInt8(ascii: "\n") }).prefix(400)
    return String(decoding: line, as: UTF8.self)
  }
}

extension Matrix {
  /// The first way in which scores contradict an output schema; `nil` if they do not.
  fileprivate func fault(as output: OutputSchema) -> ProcessError.Fault? {
    guard output.scores == .probabilities else { return nil }
    let slack = 1e-3
    for row in 0..<rows {
      let values = self[row: row]
      let sum = values.reduce(0) { $0 + Double($1) }
      let areProbabilities: Bool
      switch output.link {
      case .identity, .logSoftmax: continue
      case .softmax, .sigmoid:
        areProbabilities = values.allSatisfy { Double($0) >= -slack && Double($0) <= 1 + slack }
      }
      guard areProbabilities, output.link == .sigmoid || abs(sum - 1) <= slack else {
        return .notProbabilities(row: row, sum: sum)
      }
    }
    return nil
  }
}

extension Duration {
  /// Rounded down to milliseconds, so that a message shows the limit as the user gave it.
  fileprivate var inSeconds: Double {
    let thousandths = Double(components.attoseconds / 1_000_000_000_000_000)
    return (Double(components.seconds) * 1000 + thousandths) / 1000
  }
}
