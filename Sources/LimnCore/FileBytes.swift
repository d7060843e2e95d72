#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file that could not be read or written, with the system's reason.
public enum FileError: Error, Equatable {
  /// A file that cannot be opened or read, with the system's reason.
  case cannotRead(path: String, reason: String)
  /// A file that cannot be written, with the system's reason.
  case cannotWrite(path: String, reason: String)
  /// A file of more bytes than are read, or a pipe that gives more.
  case tooLarge(path: String, most: Int)
}

/// The content of a file that is held in memory as a whole.
public enum FileBytes {
  /// The most bytes of a file: what a message of protocol buffers may have.
  public static let most = Int(Int32.max)
  /// The most bytes of a pipe, which may have no end.
  public static let mostOfPipe = 1 << 28

  /// All bytes of the file or pipe at `path`.
  ///
  /// Cost: the bytes once; of a pipe, up to three times as many while they come.
  ///
  /// - Throws: ``FileError/cannotRead(path:reason:)``, for a device as well;
  ///   ``FileError/tooLarge(path:most:)`` beyond ``most``, or ``mostOfPipe``.
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
    var status = stat()
    guard fstat(file, &status) == 0 else { throw SystemFailure() }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFCHR, kind != S_IFBLK else {
      throw FileError.cannotRead(path: path, reason: "Not a file or a pipe")
    }
    let most = kind == S_IFREG ? Self.most : mostOfPipe
    guard status.st_size <= most else { throw FileError.tooLarge(path: path, most: most) }
    var bytes: [UInt8] = []
    // A pipe has no size, and the array grows as the bytes come.
    bytes.reserveCapacity(Int(status.st_size))
    let chunkSize = 1 << 16
    while true {
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
      guard chunk.count <= most - bytes.count else {
        throw FileError.tooLarge(path: path, most: most)
      }
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
