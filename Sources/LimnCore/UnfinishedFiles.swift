import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// What this process has begun to write and has not put in its place: files and folders under
/// temporary names. A process that is told to end takes them away first.
///
/// There is one list for the process, as there is one process that a signal ends.
public enum UnfinishedFiles {
  private static let paths = Mutex<[String]>([])

  /// Makes a file or a folder, by `body`, and notes it.
  ///
  /// - Throws: what `body` throws; nothing is noted then.
  package static func begin<Result>(_ path: String, _ body: () throws -> Result) rethrows -> Result
  {
    try change { paths in
      let result = try body()
      paths.append(path)
      return result
    }
  }

  /// Puts files and folders in their places or takes them away, by `body`, after which they are no
  /// longer noted. The process does not end in between.
  ///
  /// - Throws: what `body` throws; all stay noted then.
  package static func end<Result>(_ ended: [String], _ body: () throws -> Result) rethrows -> Result
  {
    try change { paths in
      let result = try body()
      paths.removeAll { ended.contains($0) }
      return result
    }
  }

  /// Changes the list in one step with the files. `body` must not begin or end others itself.
  ///
  /// - Parameter body: given the paths in the order in which they were begun.
  package static func change<Result>(_ body: (inout [String]) throws -> Result) rethrows -> Result {
    try paths.withLock { try body(&$0) }
  }

  /// Takes away all that is noted, the last first, and calls `exit`. No file is begun or put in its
  /// place meanwhile.
  public static func removeAll(andThen exit: () -> Never) -> Never {
    paths.withLock { paths in
      for path in paths.reversed() where unlink(path) != 0 { rmdir(path) }
      exit()
    }
  }
}
