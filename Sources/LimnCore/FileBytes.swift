#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file that could not be read or written, with the system's reason.
public enum FileError: Error, Equatable {
  case cannotRead(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
}

/// The content of a file.
public enum FileBytes {
  /// All bytes of the file at `path`.
  ///
  /// - Throws: ``FileError/cannotRead(path:reason:)``.
  public static func read(_ path: String) throws -> [UInt8] {
    do {
      return try content(of: path)
    } catch let failure as SystemFailure {
      throw FileError.cannotRead(path: path, reason: failure.reason)
    }
  }

  private static func content(of path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure() }
    defer { close(file) }
    var bytes: [UInt8] = []
    let chunkSize = 1 << 16
    while true {
      // A pipe has no size to ask for, so the array grows as the bytes come.
      let chunk = try [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, initialized in
        var count = -1
        repeat {
          #if canImport(Darwin)
            count = Darwin.read(file, buffer.baseAddress, chunkSize)
          #else
            count = Glibc.read(file, buffer.baseAddress, chunkSize)
          #endif
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw SystemFailure() }
        initialized = count
      }
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
  }
}

/// A failed system call: what `errno` said when it was made.
package struct SystemFailure: Error {
  package let reason: String

  package init() {
    reason = String(cString: strerror(errno))
  }
}
