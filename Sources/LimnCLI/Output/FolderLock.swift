#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Keeps runs apart that move several files into one folder at the same time: held by one run of ours;
/// the system lets go of it however the process ends.
///
/// Where the file system has no locks, or the folder may not be read, there is none: each file is whole
/// in any case.
struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Waits until no other run holds it.
  init(_ folder: String) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 { while flock(descriptor, LOCK_EX) != 0, errno == EINTR {} }
  }

  /// Of the folder in which a file lies.
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
