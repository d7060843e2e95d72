#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file that could not be read or written.
public enum FileError: Error, Equatable {
  /// A file that cannot be opened or read; `reason` is the system's message.
  case cannotRead(path: String, reason: String)
  /// A file that cannot be written; `reason` is the system's message.
  case cannotWrite(path: String, reason: String)
  /// A file or pipe with more than `most` bytes, the limit for reading.
  case tooLarge(path: String, most: Int)
}

/// Reads whole files into memory.
public enum FileBytes {
  /// The largest file that is read, in bytes: the size limit of a protocol-buffer message.
  public static let most = Int(Int32.max)
  /// The most bytes that are read from a pipe, which may be endless.
  public static let mostOfPipe = 1 << 28

  /// Reads all bytes of the file or pipe at `path`.
  ///
  /// Cost: memory for the bytes once; for a pipe, up to three times that while reading.
  ///
  /// - Throws: ``FileError/cannotRead(path:reason:)``, also for a device;
  ///   ``FileError/tooLarge(path:most:)`` for more than ``most`` bytes, or ``mostOfPipe`` for a
  ///   pipe.
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
    // A pipe reports no size; the array grows as bytes arrive.
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

/// A failed system call, with the message for `errno` at that time.
package struct SystemFailure: Error {
  package let reason: String

  package init() {
    reason = String(cString: strerror(errno))
  }
}
