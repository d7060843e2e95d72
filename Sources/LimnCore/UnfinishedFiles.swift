import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Files and folders that this process is writing under temporary names and has not yet moved to
/// their destinations. A process that is told to terminate removes them first.
///
/// There is a single list for the process, because a signal terminates the whole process.
public enum UnfinishedFiles {
  private static let paths = Mutex<[String]>([])

  /// Creates a file or folder with `body` and adds its path to the list.
  ///
  /// - Throws: whatever `body` throws; the path is then not added.
  package static func begin<Result>(_ path: String, _ body: () throws -> Result) rethrows -> Result
  {
    try change { paths in
      let result = try body()
      paths.append(path)
      return result
    }
  }

  /// Moves files and folders to their destinations, or removes them, with `body`, and takes their
  /// paths off the list. ``removeAll(andThen:)`` cannot run in between.
  ///
  /// - Throws: whatever `body` throws; all paths then stay on the list.
  package static func end<Result>(_ ended: [String], _ body: () throws -> Result) rethrows -> Result
  {
    try change { paths in
      let result = try body()
      paths.removeAll { ended.contains($0) }
      return result
    }
  }

  /// Changes the list and the files in one step. `body` must not call ``begin(_:_:)`` or
  /// ``end(_:_:)``.
  ///
  /// - Parameter body: receives the paths in the order in which they were begun.
  package static func change<Result>(_ body: (inout [String]) throws -> Result) rethrows -> Result {
    try paths.withLock { try body(&$0) }
  }

  /// Removes everything on the list, the most recent first, and calls `exit`. Meanwhile no file can
  /// be begun or moved to its destination.
  public static func removeAll(andThen exit: () -> Never) -> Never {
    paths.withLock { paths in
      for path in paths.reversed() where unlink(path) != 0 { rmdir(path) }
      exit()
    }
  }
}
