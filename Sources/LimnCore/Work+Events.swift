extension Work {
  /// An event of a running computation: progress or the final result.
  public enum Event<Result: Sendable>: Sendable {
    /// The current progress.
    case progress(Progress)
    /// The result; always the last event.
    case result(Result)
  }

  /// Runs a computation outside the caller's task and returns a sequence of its progress, followed
  /// by its result. The computation is cancelled when the reading task is cancelled, or when the
  /// loop ends early and nothing else holds the sequence.
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
  /// A reader that is slower than the computation receives the latest progress, and always the
  /// result.
  ///
  /// - Parameters:
  ///   - workers: the number of threads; at least 1.
  ///   - body: the computation, which passes the given work on to what it calls. An error that it
  ///     throws ends the sequence.
  public static func events<Result: Sendable>(
    workers: Int = availableWorkers, _ body: @escaping @Sendable (Work) throws -> Result
  ) -> AsyncThrowingStream<Event<Result>, any Error> {
    // With a buffer of one, newer progress or the result replaces older progress; nothing replaces
    // the result.
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
