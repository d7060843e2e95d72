import Synchronization

/// Asks a computation to stop at its next checkpoint; see ``Work``.
///
/// ```swift
/// let cancellation = Cancellation()
/// let work = Work(cancellation: cancellation)
/// stopButton.action = { cancellation.cancel() }
/// ```
public final class Cancellation: Sendable {
  private let state: Atomic<UInt8>
  private let probe: CheckpointProbe?

  private static let cancelled: UInt8 = 1
  /// Every checkpoint takes the slow way.
  private static let observed: UInt8 = 2

  /// A cancellation that has not been asked for.
  public init() {
    state = Atomic(0)
    probe = nil
  }

  /// A cancellation that writes down when its checkpoints are reached.
  package init(observedBy probe: CheckpointProbe) {
    state = Atomic(Self.observed)
    self.probe = probe
  }

  /// May be called from any thread, more than once.
  public func cancel() {
    state.bitwiseOr(Self.cancelled, ordering: .relaxed)
  }

  /// Whether ``cancel()`` has been called. Costs one relaxed atomic load.
  public var isCancelled: Bool {
    state.load(ordering: .relaxed) & Self.cancelled != 0
  }

  /// - Throws: `CancellationError` after ``cancel()``.
  func check() throws(CancellationError) {
    // One load and one comparison where nobody has cancelled or looks on.
    if state.load(ordering: .relaxed) != 0 { try checkState() }
  }

  private func checkState() throws(CancellationError) {
    probe?.reach()
    if isCancelled { throw CancellationError() }
  }
}
