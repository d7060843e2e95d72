import Synchronization

/// The newest question of each page. A page has one question at a time: a newer one cancels it. Only
/// what is being computed is kept, so nothing grows with the pages that were ever opened.
final class Visitors: Sendable {
  private let running = Mutex<[String: Running]>([:])

  private struct Running {
    let number: Int
    let cancel: @Sendable () -> Void
  }

  /// How many pages have a question open.
  var count: Int { running.withLock { $0.count } }

  /// Computes the answer to a page's question, unless a newer one comes.
  ///
  /// - Parameters:
  ///   - visitor: which page asks.
  ///   - number: larger for a newer state.
  /// - Throws: ``Refusal/superseded``; `CancellationError` where whoever asked has gone; what `body`
  ///   throws.
  func answer<Answer: Sendable>(
    _ visitor: String, number: Int, _ body: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    let task = Task(executorPreference: AnsweringThreads.shared, operation: body)
    let isNewest = running.withLock { running in
      if let other = running[visitor] {
        guard other.number < number else { return false }
        other.cancel()
      }
      running[visitor] = Running(number: number, cancel: { task.cancel() })
      return true
    }
    guard isNewest else {
      task.cancel()
      throw Refusal.superseded
    }
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
