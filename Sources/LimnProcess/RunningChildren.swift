import LimnCore
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The child processes that are still running, so that they can be ended with this process.
///
/// The list is global because signals act on the whole process.
public enum RunningChildren {
  private static let ids = Mutex<Set<pid_t>>([])

  /// Kills all of them and every process they started, immediately. Call it when this process is
  /// about to end.
  public static func endAll() {
    ids.withLock { ids in
      for id in ids { end(group: id) }
    }
  }

  /// Starts a child with `body`. No two children are started at the same time, so that neither
  /// inherits the other's pipes.
  static func start<Streams>(
    _ body: () throws -> (pid_t, Streams, Streams, Streams)
  ) rethrows -> (pid_t, Streams, Streams, Streams) {
    try ids.withLock { ids in
      let started = try body()
      ids.insert(started.0)
      return started
    }
  }

  /// How a child ended; `nil` if it is still running and `waiting` is false.
  static func reap(_ id: pid_t, waiting: Bool) -> ProcessError.Ending? {
    ids.withLock { ids in
      var status: Int32 = 0
      var found: pid_t
      repeat {
        found = waitpid(id, &status, waiting ? 0 : WNOHANG)
      } while found < 0 && errno == EINTR
      guard found != 0 else { return nil }
      // The system reuses a process id only after the child has been reaped.
      ids.remove(id)
      let signal = status & 0x7F
      return signal == 0 ? .status((status >> 8) & 0xFF) : .signal(signal)
    }
  }

  /// Kills a child's process group, which includes the processes it started. Does nothing once the
  /// child has been reaped, since its id may then belong to another process.
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
