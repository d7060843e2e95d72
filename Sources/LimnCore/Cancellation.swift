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
  /// Set if a probe is attached; it sends every checkpoint through the slow path.
  private static let observed: UInt8 = 2

  /// Creates a cancellation that has not been requested.
  public init() {
    state = Atomic(0)
    probe = nil
  }

  /// Creates a cancellation that records when its checkpoints are reached.
  package init(observedBy probe: CheckpointProbe) {
    state = Atomic(Self.observed)
    self.probe = probe
  }

  /// Requests cancellation. May be called from any thread, and more than once.
  public func cancel() {
    state.bitwiseOr(Self.cancelled, ordering: .relaxed)
  }

  /// Whether ``cancel()`` has been called. Costs one relaxed atomic load.
  public var isCancelled: Bool {
    state.load(ordering: .relaxed) & Self.cancelled != 0
  }

  /// - Throws: `CancellationError` after ``cancel()``.
  func check() throws(CancellationError) {
    // Without cancellation or probe this costs one load and one comparison.
    if state.load(ordering: .relaxed) != 0 { try checkState() }
  }

  private func checkState() throws(CancellationError) {
    probe?.reach()
    if isCancelled { throw CancellationError() }
  }
}
