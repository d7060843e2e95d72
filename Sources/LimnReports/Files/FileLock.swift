import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A lock that one process holds on a file. The system releases it when the process ends, in any
/// way.
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// The result of an attempt to take the lock.
  enum Attempt: ~Copyable {
    case taken(FileLock)
    /// Another process holds it.
    case held
    /// There is no such file, or a holder that ended in the meantime has removed it.
    case gone
  }

  /// Tries to take the lock on an existing file.
  ///
  /// - Throws: `FileError.cannotWrite`, also for a symbolic link.
  static func take(_ path: String) throws -> Attempt {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return .gone }
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let failure = SystemFailure()
      let isHeld = errno == EWOULDBLOCK
      close(descriptor)
      if isHeld { return .held }
      throw FileError.cannotWrite(path: path, reason: failure.reason)
    }
    var held = stat()
    var named = stat()
    if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
      held.st_dev == named.st_dev
    {
      return .taken(FileLock(descriptor: descriptor))
    }
    close(descriptor)
    return .gone
  }

  deinit { close(descriptor) }
}
