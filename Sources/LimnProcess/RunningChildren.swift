import LimnCore
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The programs that this process has started and that have not ended: those that end with it.
///
/// There is one list for the process, as there is one process that a signal ends.
public enum RunningChildren {
  private static let ids = Mutex<Set<pid_t>>([])

  /// Ends all of them and whatever they started, at once: for a process that is about to end.
  public static func endAll() {
    ids.withLock { ids in
      for id in ids { end(group: id) }
    }
  }

  /// Starts a child by `body`, with all that it is to have for itself: no two are started at a time.
  static func start<Streams>(
    _ body: () throws -> (pid_t, Streams, Streams, Streams)
  ) rethrows -> (pid_t, Streams, Streams, Streams) {
    try ids.withLock { ids in
      let started = try body()
      ids.insert(started.0)
      return started
    }
  }

  /// How a child ended; `nil` while it runs and is not waited for.
  static func reap(_ id: pid_t, waiting: Bool) -> ProcessError.Ending? {
    ids.withLock { ids in
      var status: Int32 = 0
      var found: pid_t
      repeat {
        found = waitpid(id, &status, waiting ? 0 : WNOHANG)
      } while found < 0 && errno == EINTR
      guard found != 0 else { return nil }
      // A number may be given to another process only once the child is reaped, and not before.
      ids.remove(id)
      let signal = status & 0x7F
      return signal == 0 ? .status((status >> 8) & 0xFF) : .signal(signal)
    }
  }

  /// Ends a child's group: also where the child itself has ended and what it started has not.
  static func kill(_ id: pid_t, isReaped: Bool) {
    ids.withLock { ids in
      if !isReaped || ids.contains(id) { end(group: id) }
    }
  }

  private static func end(group id: pid_t) {
    #if canImport(Darwin)
      _ = Darwin.kill(-id, SIGKILL)
    #else
      _ = Glibc.kill(-id, SIGKILL)
    #endif
  }
}
