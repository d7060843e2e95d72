import Synchronization

/// The newest question of each page. A page has one question at a time: a newer one cancels it.
/// Only running questions are stored, so memory does not grow with the number of pages ever opened.
final class Visitors: Sendable {
  private let running = Mutex<[String: Running]>([:])

  private struct Running {
    let number: Int
    let cancel: @Sendable () -> Void
  }

  /// The number of pages with an open question.
  var count: Int { running.withLock { $0.count } }

  /// Computes the answer to a page's question, unless a newer one comes.
  ///
  /// - Parameters:
  ///   - visitor: the identifier of the page.
  ///   - number: the number of the page's state; newer states have larger numbers.
  /// - Throws: ``Refusal/superseded``; `CancellationError` if the client has disconnected; the
  ///   errors of `body`.
  func answer<Answer: Sendable>(
    _ visitor: String, number: Int, _ body: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    // Started under the lock: a question that runs is always listed, and an outdated one never runs.
    let newest = running.withLock { running -> Task<Answer, any Error>? in
      if let other = running[visitor] {
        guard other.number < number else { return nil }
        other.cancel()
      }
      let task = Task(executorPreference: AnsweringThreads.shared, operation: body)
      running[visitor] = Running(number: number, cancel: { task.cancel() })
      return task
    }
    guard let task = newest else { throw Refusal.superseded }
    defer {
      running.withLock { running in
        if running[visitor]?.number == number { running[visitor] = nil }
      }
    }
    do {
      return try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        task.cancel()
      }
    } catch is CancellationError where !Task.isCancelled {
      throw Refusal.superseded
    }
  }
}
