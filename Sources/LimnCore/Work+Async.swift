extension Work {
  /// Runs a computation beside the caller's task, on threads of its own: the pool of the tasks stays
  /// free. It is cancelled with the task.
  ///
  /// ```swift
  /// let table = try await Work.detached { work in try evaluation.table(of: methods, on: batch, work: work) }
  /// ```
  ///
  /// - Parameters:
  ///   - workers: the number of threads; at least 1.
  ///   - progress: called with how far it has come, from any thread.
  ///   - body: given the work, which it passes down.
  /// - Throws: what `body` throws, `CancellationError` among it soon after the task is cancelled.
  public static func detached<Result: Sendable>(
    workers: Int = availableWorkers, progress: (@Sendable (Progress) -> Void)? = nil,
    _ body: @escaping @Sendable (Work) throws -> Result
  ) async throws -> Result {
    let cancellation = Cancellation()
    let work = Work(workers: workers, cancellation: cancellation, progress: progress)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        ComputingThreads.begin {
          continuation.resume(
            with: Swift.Result {
              try work.checkpoint()
              return try body(work)
            })
        }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}
