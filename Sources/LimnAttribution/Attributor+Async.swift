import LimnCore

extension Attributor {
  /// Explains every row of `inputs`, row r by `objectives[r]`, without blocking the caller's task.
  /// It ends soon after the task is cancelled.
  ///
  /// ```swift
  /// let why = Task { try await shap.attributions(of: rows, objectives: objectives) }
  /// …
  /// why.cancel()
  /// ```
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - objectives: one for each row.
  ///   - workers: the number of threads, at least 1; the result does not depend on it.
  ///   - progress: called with the work done so far and the total, from any thread.
  /// - Throws: as ``attributions(of:objectives:work:)``; `WorkError` for fewer than one worker.
  public func attributions(
    of inputs: Matrix, objectives: [Objective], workers: Int = availableWorkers,
    progress: (@Sendable (Work.Progress) -> Void)? = nil
  ) async throws -> [Attribution] {
    try await Work.detached(workers: workers, progress: progress) { work in
      try attributions(of: inputs, objectives: objectives, work: work)
    }
  }

  /// Explains one input without blocking the caller's task; see
  /// ``attributions(of:objectives:workers:progress:)``.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``; `WorkError` for fewer than one worker.
  public func attribution(
    of input: some Collection<Float>, objective: Objective, workers: Int = availableWorkers,
    progress: (@Sendable (Work.Progress) -> Void)? = nil
  ) async throws -> Attribution {
    let input = Array(input)
    return try await Work.detached(workers: workers, progress: progress) { work in
      try attribution(of: input, objective: objective, work: work)
    }
  }
}
