import LimnCore

/// A method whose estimate improves while it runs and that can return intermediate estimates.
public protocol AnytimeAttributor: Attributor {
  /// Explains one input and passes intermediate estimates to a callback: a few times, each estimate
  /// more accurate than the one before, with a note of how far the computation has come.
  ///
  /// If the method does not sample, or uses too few samples to divide, there are no intermediate
  /// estimates.
  ///
  /// - Parameters:
  ///   - input: `inputShape.count` values.
  ///   - objective: what to explain.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  ///   - improved: called with each intermediate estimate, on the thread of the computation; an
  ///     error it throws ends the computation.
  /// - Returns: the final estimate, bitwise equal to that of
  ///   ``Attributor/attribution(of:objective:work:)``.
  /// - Throws: as that method, and any error of `improved`.
  func attribution(
    of input: [Float], objective: Objective, work: Work,
    improved: (Attribution) throws -> Void
  ) throws -> Attribution
}

extension AnytimeAttributor {
  /// A sequence of increasingly accurate explanations of one input: stop at the first that is
  /// accurate enough, or when time is up. The computation is cancelled when the loop or task that
  /// reads the sequence ends.
  ///
  /// ```swift
  /// for try await why in shap.improvingAttributions(of: digit, objective: .probability(3)) {
  ///   show(why)
  ///   if let errors = why.standardErrors, errors.allSatisfy({ $0 < 0.01 }) { break }
  /// }
  /// ```
  ///
  /// A reader that is slower than the computation gets only the latest estimate.
  ///
  /// - Parameters:
  ///   - input: `inputShape.count` values.
  ///   - objective: what to explain.
  ///   - workers: the number of threads, at least 1; the result does not depend on it.
  /// - Returns: a stream that throws the errors of
  ///   ``Attributor/attributions(of:objectives:work:)``, and `WorkError` for fewer than one worker.
  public func improvingAttributions(
    of input: some Collection<Float>, objective: Objective, workers: Int = availableWorkers
  ) -> AsyncThrowingStream<Attribution, any Error> {
    let input = Array(input)
    return AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let task = Task {
        do {
          continuation.yield(
            try await Work.detached(workers: workers) { work in
              try attribution(of: input, objective: objective, work: work) {
                continuation.yield($0)
              }
            })
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
