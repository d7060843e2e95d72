#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file that is whole or not there: written beside its place, then moved into it.
public enum AtomicFile {
  /// Writes `bytes` to `path`, replacing a file that is there. A failure leaves that file as it was
  /// and nothing beside it. A device or a pipe is written to, not replaced.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      if isDeviceOrPipe(path) {
        try writeWhole(bytes, to: path)
      } else {
        try replace(path, with: bytes)
      }
    } catch let failure as SystemFailure {
      throw FileError.cannotWrite(path: path, reason: failure.reason)
    }
  }

  private static func replace(_ path: String, with bytes: [UInt8]) throws {
    // The process number keeps two runs apart that write the same file.
    let beside = "\(path).\(getpid()).partial"
    do {
      try writeWhole(bytes, to: beside)
      guard rename(beside, path) == 0 else { throw SystemFailure() }
    } catch {
      unlink(beside)
      throw error
    }
  }

  private static func isDeviceOrPipe(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  private static func writeWhole(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw SystemFailure() }
    do {
      try bytes.withUnsafeBytes { try write($0, to: file) }
    } catch {
      close(file)
      throw error
    }
    guard close(file) == 0 else { throw SystemFailure() }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      #if canImport(Darwin)
        let count = Darwin.write(
          file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      #else
        let count = Glibc.write(
          file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      #endif
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemFailure()
      }
      rest = rest.dropFirst(count)
    }
  }
}
