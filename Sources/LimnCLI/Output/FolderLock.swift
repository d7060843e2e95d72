#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A lock that keeps apart runs that move several files into one folder at the same time. One run
/// holds it; the system releases it when the process ends, in any way.
///
/// If the file system has no locks, or the folder is not readable, there is no lock; each file is
/// still complete.
struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Waits until no other run holds the lock.
  init(_ folder: String) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 { while flock(descriptor, LOCK_EX) != 0, errno == EINTR {} }
  }

  /// Locks the folder that contains a file.
  init(besides path: String) {
    guard let slash = path.lastIndex(of: "/") else {
      self.init(".")
      return
    }
    self.init(slash == path.startIndex ? "/" : String(path[..<slash]))
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  consuming func release() {}
}
