import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The properties of a file that a change of its content would most likely change: its identity,
/// its size, and the time of its last change.
struct FileMark: Sendable, Hashable {
  private let device: UInt64
  private let number: UInt64
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// - Throws: `FileError.cannotRead`.
  init(of path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw FileError.cannotRead(path: path, reason: SystemFailure().reason)
    }
    #if canImport(Darwin)
      let changed = status.st_mtimespec
    #else
      let changed = status.st_mtim
    #endif
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
    size = Int64(status.st_size)
    seconds = Int(changed.tv_sec)
    nanoseconds = Int(changed.tv_nsec)
  }
}
