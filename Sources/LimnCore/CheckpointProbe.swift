import Synchronization

/// Measures how long a computation runs between two checkpoints, which bounds how quickly it
/// responds to a cancellation. For tests and benchmarks.
///
/// The computation must run on one thread: gaps measured across threads are meaningless.
package final class CheckpointProbe: Sendable {
  private struct Record {
    var last: ContinuousClock.Instant
    var longest = Duration.zero
    var count = 0
  }

  private let record = Mutex(Record(last: .now))

  package init() {}

  /// Runs `body` and returns its result, the longest time between two checkpoints (the beginning
  /// and the end count as checkpoints), and the number of checkpoints.
  package func measure<Result>(_ body: (Work) throws -> Result) rethrows -> (
    result: Result, longest: Duration, count: Int
  ) {
    record.withLock { $0 = Record(last: .now) }
    let result = try body(.serial(cancellation: Cancellation(observedBy: self)))
    reach()
    let (longest, count) = record.withLock { ($0.longest, $0.count - 1) }
    return (result, longest, count)
  }

  func reach() {
    record.withLock { record in
      let now = ContinuousClock.now
      record.longest = max(record.longest, now - record.last)
      record.last = now
      record.count += 1
    }
  }
}
