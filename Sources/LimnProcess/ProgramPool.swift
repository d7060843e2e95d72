import Dispatch
import LimnCore
import Synchronization

/// The copies of a program that run in parallel; each answers one question at a time.
final class ProgramPool: Sendable {
  private let programs: [RunningProgram]
  /// The indices of the idle programs.
  private let free: Mutex<[Int]>
  private let places: DispatchSemaphore
  private let introduction = Mutex<Introduction?>(nil)

  /// - Throws: ``ProcessError``.
  init(command: String, settings: Predictor.Settings) throws {
    programs = try (0..<settings.processes).map { _ in
      try RunningProgram(command: command, timeout: settings.timeout)
    }
    free = Mutex(Array(programs.indices.reversed()))
    places = DispatchSemaphore(value: programs.count)
  }

  deinit {
    // So that all of them end at the same time, not one after the other.
    for program in programs { program.closeInput() }
  }

  /// Asks the first question.
  ///
  /// - Returns: the program's description of itself and the number of scores for a row.
  /// - Throws: ``ProcessError``, `CancellationError`.
  func introduce(asking rows: Matrix, work: Work) throws -> (
    introduction: Introduction, width: Int
  ) {
    let (answer, program) = try self.answer(to: rows, width: nil, work: work)
    return (program.introduction, answer.columns)
  }

  /// Asks an idle program, or waits until there is one.
  ///
  /// - Parameter width: the expected number of scores for a row; `nil` for any.
  /// - Throws: ``ProcessError``, `CancellationError`.
  func answer(to rows: Matrix, width: Int?, work: Work) throws -> (Matrix, RunningProgram) {
    while places.wait(timeout: .now() + .milliseconds(20)) == .timedOut { try work.checkpoint() }
    let place = free.withLock { $0.removeLast() }
    defer {
      free.withLock { $0.append(place) }
      places.signal()
    }
    return (try programs[place].answer(to: rows, width: width, work: work), programs[place])
  }
}
