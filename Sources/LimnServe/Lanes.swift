/// As many computations side by side as there are cores; the others wait their turn, and leave the row
/// when they are cancelled. However many pages ask, the number of busy threads is bounded.
actor Lanes {
  private var free: Int
  private var waiting: [(number: Int, start: CheckedContinuation<Void, any Error>)] = []
  private var next = 0

  init(_ count: Int) { free = count }

  /// Runs `body` once a lane is free.
  ///
  /// - Throws: `CancellationError` where the task is cancelled before its turn; what `body` throws.
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
