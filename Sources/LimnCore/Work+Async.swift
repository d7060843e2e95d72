extension Work {
  /// Runs a computation outside the caller's task, on threads of its own, so that the pool of
  /// Swift's tasks stays free. Cancelling the task cancels the computation.
  ///
  /// ```swift
  /// let table = try await Work.detached { work in
  ///   try evaluation.table(of: methods, on: batch, work: work)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - workers: the number of threads; at least 1.
  ///   - progress: progress callback, called from any thread.
  ///   - body: the computation, which passes the given work on to what it calls.
  /// - Returns: the result of `body`.
  /// - Throws: ``WorkError`` for fewer than one worker; whatever `body` throws, including
  ///   `CancellationError` soon after the task is cancelled.
  public static func detached<Result: Sendable>(
    workers: Int = availableWorkers, progress: (@Sendable (Progress) -> Void)? = nil,
    _ body: @escaping @Sendable (Work) throws -> Result
  ) async throws -> Result {
    let cancellation = Cancellation()
    let work = try Work(workers: workers, cancellation: cancellation, progress: progress)
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
