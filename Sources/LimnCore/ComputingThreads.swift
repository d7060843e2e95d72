import Dispatch
import Synchronization

/// Threads for long computations, separate from the cooperative pool of Swift's tasks, which has
/// one thread for each core. Tasks keep running, and can cancel, while every core computes.
enum ComputingThreads {
  /// Runs a computation on an idle or a new thread.
  static func begin(_ body: @escaping @Sendable () -> Void) {
    // A serial queue gets a thread outside the cooperative pool; Dispatch keeps it for reuse.
    DispatchQueue(label: "limn.computing").async(execute: body)
  }

  /// The number of helpers that have been started but have not yet run.
  private static let waiting = Atomic(0)
  /// With this many helpers waiting, starting more would only create threads.
  private static let mostWaiting = 64

  /// Runs `body` on this thread and on others concurrently, and returns when all threads that
  /// entered `body` have left it. A helper that has not started when the call on this thread ends
  /// never runs `body`.
  ///
  /// - Parameter count: the number of threads, including this one.
  static func sideBySide(_ count: Int, _ body: @Sendable () -> Void) {
    withoutActuallyEscaping(body) { body in
      let helping = Helping(body)
      for _ in 1..<count where waiting.load(ordering: .relaxed) < mostWaiting {
        waiting.wrappingAdd(1, ordering: .relaxed)
        begin {
          waiting.wrappingSubtract(1, ordering: .relaxed)
          helping.join()
        }
      }
      body()
      helping.close()
    }
  }
}

/// A body that helper threads may join until it is closed.
private final class Helping: Sendable {
  /// Unsafe because the compiler cannot see that `body` is cleared only when no helper is running.
  nonisolated(unsafe) private var body: (@Sendable () -> Void)?
  private let state = Mutex((helpers: 0, isOpen: true))
  private let left = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func join() {
    let mayHelp = state.withLock { state in
      if state.isOpen { state.helpers += 1 }
      return state.isOpen
    }
    guard mayHelp else { return }
    help()
    let isAwaited = state.withLock { state in
      state.helpers -= 1
      return !state.isOpen
    }
    if isAwaited { left.signal() }
  }

  /// A separate function, so that no reference to the body's captures outlives the call.
  @inline(never) private func help() { body?() }

  /// Refuses new helpers and waits for the running ones.
  func close() {
    let helpers = state.withLock { state in
      state.isOpen = false
      return state.helpers
    }
    for _ in 0..<helpers { left.wait() }
    body = nil
  }
}
