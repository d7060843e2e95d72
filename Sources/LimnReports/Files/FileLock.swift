import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A lock that one process holds on a file; the system lets go of it when the process ends, however
/// it ends.
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock, or gives `nil` when another holds it.
  ///
  /// - Throws: `FileError.cannotWrite`.
  static func take(_ path: String) throws -> FileLock? {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let failure = SystemFailure()
        let isHeld = errno == EWOULDBLOCK
        close(descriptor)
        if isHeld { return nil }
        throw FileError.cannotWrite(path: path, reason: failure.reason)
      }
      // A holder that ended in between may have taken the file away: then this locks nothing.
      var held = stat()
      var named = stat()
      if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
        held.st_dev == named.st_dev
      {
        return FileLock(descriptor: descriptor)
      }
      close(descriptor)
    }
  }

  deinit { close(descriptor) }
}
