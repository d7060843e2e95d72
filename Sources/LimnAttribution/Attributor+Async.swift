import LimnCore

extension Attributor {
  /// Explains every row of `inputs`, row r by `objectives[r]`, without holding up the caller's task; ends
  /// soon after the task is cancelled.
  ///
  /// ```swift
  /// let why = Task { try await shap.attributions(of: rows, objectives: objectives, workers: 2) }
  /// …
  /// why.cancel()
  /// ```
  ///
  /// - Parameters:
  ///   - workers: the number of threads; the result does not depend on it.
  ///   - progress: called with the rows that are done, from any thread.
  /// - Throws: as ``attributions(of:objectives:work:)``; `CancellationError`.
  public func attributions(
    of inputs: Matrix, objectives: [Objective], workers: Int,
    progress: (@Sendable (Work.Progress) -> Void)? = nil
  ) async throws -> [Attribution] {
    try await Work.detached(workers: workers, progress: progress) { work in
      try attributions(of: inputs, objectives: objectives, work: work)
    }
  }

  /// Explains one input; as ``attributions(of:objectives:workers:progress:)``.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``; `CancellationError`.
  public func attribution(
    of input: [Float], objective: Objective, workers: Int,
    progress: (@Sendable (Work.Progress) -> Void)? = nil
  ) async throws -> Attribution {
    try await Work.detached(workers: workers, progress: progress) { work in
      try attribution(of: input, objective: objective, work: work)
    }
  }
}
