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

  /// Reaps a child that has ended, and kills the processes that it started and left behind.
  ///
  /// - Parameter killing: whether a child that is still running is killed first.
  /// - Returns: how the child ended; `nil` if it is still running.
  static func reap(_ id: pid_t, killing: Bool) -> ProcessError.Ending? {
    ids.withLock { ids in
      var information = siginfo_t()
      let options = WEXITED | WNOHANG | WNOWAIT
      var found: Int32
      repeat {
        found = waitid(P_PID, id_t(id), &information, options)
      } while found < 0 && errno == EINTR
      if found == 0 {
        guard killing || information.si_signo != 0 else { return nil }
        // Before the child is reaped: afterwards its id may belong to another process.
        end(group: id)
      }
      var status: Int32 = 0
      while waitpid(id, &status, 0) < 0, errno == EINTR {}
      ids.remove(id)
      let signal = status & 0x7F
      return signal == 0 ? .status((status >> 8) & 0xFF) : .signal(signal)
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
