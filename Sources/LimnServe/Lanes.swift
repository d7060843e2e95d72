/// Limits the number of simultaneous computations to the number of cores; others wait in a queue,
/// and leave it when they are cancelled. The number of busy threads is therefore bounded for any
/// number of pages.
actor Lanes {
  private var free: Int
  private var waiting: [(number: Int, start: CheckedContinuation<Void, any Error>)] = []
  private var next = 0

  init(_ count: Int) { free = count }

  /// Runs `body` once a lane is free.
  ///
  /// - Throws: `CancellationError` if the task is cancelled before its turn; the errors of `body`.
  func run<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await enter()
    defer { leave() }
    return try await body()
  }

  private func enter() async throws {
    try Task.checkCancellation()
    guard free == 0 else {
      free -= 1
      return
    }
    let number = next
    next += 1
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiting.append((number, $0)) }
    } onCancel: {
      Task(executorPreference: AnsweringThreads.shared) { await self.giveUp(number) }
    }
  }

  private func giveUp(_ number: Int) {
    guard let place = waiting.firstIndex(where: { $0.number == number }) else { return }
    waiting.remove(at: place).start.resume(throwing: CancellationError())
  }

  private func leave() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().start.resume()
    }
  }
}
