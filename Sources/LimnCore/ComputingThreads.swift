import Dispatch
import Synchronization

/// Threads that compute. They are none of those that Swift's tasks share, of which there are as many as
/// cores: tasks run on, and can cancel, while every core computes.
enum ComputingThreads {
  /// Runs a computation on a thread that is free or new.
  static func begin(_ body: @escaping @Sendable () -> Void) {
    // A serial queue of one's own is given a thread beyond those for the cores, which is kept for the next.
    DispatchQueue(label: "limn.computing").async(execute: body)
  }

  /// Helpers that no core had time for yet.
  private static let waiting = Atomic(0)
  /// Where so many wait more would only be threads.
  private static let mostWaiting = 64

  /// Runs `body` on this thread and on others beside it, and returns when all that began are done. A
  /// thread that has not begun when this one is done does not any more.
  ///
  /// - Parameter count: of threads, this one among them.
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

/// What threads are helping with, for as long as it is open.
private final class Helping: Sendable {
  /// Unsafe for the compiler, which cannot see that it is removed only when nobody is helping.
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

  /// Apart, so that no reference to what is done here outlives the help.
  @inline(never) private func help() { body?() }

  /// Waits for those who are helping; nobody begins after it.
  func close() {
    let helpers = state.withLock { state in
      state.isOpen = false
      return state.helpers
    }
    for _ in 0..<helpers { left.wait() }
    body = nil
  }
}
