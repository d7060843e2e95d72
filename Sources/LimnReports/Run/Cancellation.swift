import Synchronization

/// Asks a run to stop when it can: what is being computed is still kept.
public final class Cancellation: Sendable {
  private let flag = Atomic(false)

  public init() {}

  /// May be called from any thread, more than once.
  public func cancel() { flag.store(true, ordering: .relaxed) }

  public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

/// How far a run has come.
public struct BatchProgress: Sendable, Hashable {
  /// What is being done.
  public enum Stage: Sendable, Hashable {
    /// Rows are explained.
    case explaining
    /// The methods are put to the test, in a few steps.
    case evaluating
  }

  public let stage: Stage
  /// Rows or steps that are done, those of an earlier attempt included.
  public let done: Int
  public let total: Int
  /// Rows a second since this attempt began; `nil` before the first.
  public let rate: Double?

  /// Seconds left at that rate.
  public var secondsLeft: Double? { rate.map { Double(total - done) / $0 } }
}

/// Counts rows as workers finish them.
final class ProgressMeter: Sendable {
  private let resumed: Int
  private let total: Int
  private let start = ContinuousClock.now
  private let done: Mutex<Int>
  private let report: @Sendable (BatchProgress) -> Void

  init(resumed: Int, total: Int, report: @escaping @Sendable (BatchProgress) -> Void) {
    self.resumed = resumed
    self.total = total
    self.report = report
    done = Mutex(resumed)
    report(BatchProgress(stage: .explaining, done: resumed, total: total, rate: nil))
  }

  func add(_ rows: Int) {
    done.withLock { done in
      done += rows
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      let rate = elapsed > 0 ? Double(done - resumed) / elapsed : nil
      report(BatchProgress(stage: .explaining, done: done, total: total, rate: rate))
    }
  }

  var rows: Int { done.withLock { $0 } }
}
