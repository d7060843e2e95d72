extension Work {
  /// What a computation tells on its way, and what it comes to.
  public enum Event<Result: Sendable>: Sendable {
    /// How far it has come.
    case progress(Progress)
    /// What it came to: the last event.
    case result(Result)
  }

  /// Runs a computation beside the caller's task and hands out how far it has come, then its result. It is
  /// cancelled with the task that reads, or when the loop ends before it and nothing else holds the sequence.
  ///
  /// ```swift
  /// for try await event in Work.events({ work in try report.run(to: folder, work: work) }) {
  ///   switch event {
  ///   case .progress(let progress): bar.doubleValue = progress.fraction
  ///   case .result(let outcome): show(outcome)
  ///   }
  /// }
  /// ```
  ///
  /// A reader that is slower than the computation gets the newest progress, and always the result.
  ///
  /// - Parameters:
  ///   - workers: the number of threads; at least 1.
  ///   - body: given the work, which it passes down. What it throws ends the loop.
  public static func events<Result: Sendable>(
    workers: Int = availableWorkers, _ body: @escaping @Sendable (Work) throws -> Result
  ) -> AsyncThrowingStream<Event<Result>, any Error> {
    // Of two the older is dropped: progress by a newer one or by the result, the result by nothing.
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let task = Task {
        do {
          let result = try await Work.detached(
            workers: workers, progress: { continuation.yield(.progress($0)) }, body)
          continuation.yield(.result(result))
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
