#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A regular file opened for random-access reading; closed when it goes out of scope.
public struct ReadableFile: ~Copyable {
  /// The path of the file.
  public let path: String
  /// The size in bytes when the file was opened.
  public let size: Int
  private let descriptor: Int32

  /// Opens a regular file.
  ///
  /// - Throws: ``FileError/cannotRead(path:reason:)``, also for a directory, a device or a pipe.
  public init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError.cannotRead(path: path, reason: SystemFailure().reason)
    }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    guard isKnown, status.st_mode & S_IFMT == S_IFREG else {
      let reason = isKnown ? "Not a regular file" : SystemFailure().reason
      close(descriptor)
      throw FileError.cannotRead(path: path, reason: reason)
    }
    self.path = path
    self.size = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Reads `count` bytes at `offset`, or fewer if the file ends earlier.
  ///
  /// - Throws: ``FileError/cannotRead(path:reason:)``.
  public func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    precondition(offset >= 0 && count >= 0, "\(count) bytes at \(offset)")
    let count = max(0, min(count, size - offset))
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while initialized < count {
        let found = pread(
          descriptor, buffer.baseAddress! + initialized, count - initialized,
          off_t(offset + initialized))
        if found < 0 {
          if errno == EINTR { continue }
          throw FileError.cannotRead(path: path, reason: SystemFailure().reason)
        }
        if found == 0 { return }
        initialized += found
      }
    }
  }
}
