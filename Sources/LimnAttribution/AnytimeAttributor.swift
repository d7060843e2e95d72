import LimnCore

/// A method whose estimate gets better for as long as it runs, and that can hand out what it has on the
/// way.
public protocol AnytimeAttributor: Attributor {
  /// Explains one input and hands out what it has on the way: a few times, each better than the one
  /// before, with a note that says how far it has come.
  ///
  /// Where the method samples nothing, or too little to divide, nothing is handed out on the way.
  ///
  /// - Parameter improved: called on the thread of the computation; what it throws ends it.
  /// - Returns: the last and best, of the same bits as ``Attributor/attribution(of:objective:work:)``.
  /// - Throws: as that, and what `improved` throws.
  func attribution(
    of input: [Float], objective: Objective, work: Work,
    improved: (Attribution) throws -> Void
  ) throws -> Attribution
}

extension AnytimeAttributor {
  /// Explanations of one input that get better: take the first that is good enough, or the last that
  /// there was time for. The computation ends with the loop or the task that reads it.
  ///
  /// ```swift
  /// for try await why in shap.improvingAttributions(of: digit, objective: .probability(3), workers: 2) {
  ///   show(why)
  ///   if let errors = why.standardErrors, errors.allSatisfy({ $0 < 0.01 }) { break }
  /// }
  /// ```
  ///
  /// A reader that is slower than the computation gets the newest.
  public func improvingAttributions(
    of input: [Float], objective: Objective, workers: Int = availableWorkers
  ) -> AsyncThrowingStream<Attribution, any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
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
