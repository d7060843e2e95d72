#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file opened for random access, so that its content need not be held in memory. A pipe has no
/// random access and is read as a whole when opened.
public final class PlacedBytes: Sendable {
  /// The path of the file.
  public let path: String
  /// The size in bytes when the file was opened.
  public let count: Int
  private let file: Int32
  private let pipe: [UInt8]

  /// Opens a file, or reads a whole pipe.
  ///
  /// - Throws: ``FileError/cannotRead(path:reason:)``, ``FileError/tooLarge(path:most:)``, as
  ///   ``FileBytes/read(_:)``.
  public init(path: String) throws {
    self.path = path
    var status = stat()
    // A pipe is opened only once: closing it would make its writer see the reader disappear.
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      pipe = try FileBytes.read(path)
      self.file = -1
      count = pipe.count
      return
    }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0, fstat(file, &status) == 0 else {
      let reason = SystemFailure().reason
      if file >= 0 { close(file) }
      throw FileError.cannotRead(path: path, reason: reason)
    }
    guard status.st_size <= FileBytes.most else {
      close(file)
      throw FileError.tooLarge(path: path, most: FileBytes.most)
    }
    self.file = file
    pipe = []
    count = Int(status.st_size)
  }

  deinit {
    if file >= 0 { close(file) }
  }

  /// Reads the bytes in a range within `0..<count`.
  ///
  /// - Throws: ``FileError/cannotRead(path:reason:)``, also if the file has become shorter.
  public func bytes(_ range: Range<Int>) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: range.count) { target, initialized in
      try read(range.lowerBound, into: UnsafeMutableRawBufferPointer(target))
      initialized = range.count
    }
  }

  /// Fills `target` with the bytes that begin at `start`.
  ///
  /// - Throws: as ``bytes(_:)``.
  public func read(_ start: Int, into target: UnsafeMutableRawBufferPointer) throws {
    precondition(start >= 0 && target.count <= count - start, "bytes within the file")
    guard file >= 0 else {
      pipe.withUnsafeBytes {
        target.copyMemory(from: .init(rebasing: $0[start..<start + target.count]))
      }
      return
    }
    var done = 0
    while done < target.count {
      let found = pread(
        file, target.baseAddress?.advanced(by: done), target.count - done, off_t(start + done))
      if found < 0, errno == EINTR { continue }
      guard found > 0 else {
        throw FileError.cannotRead(
          path: path, reason: found < 0 ? SystemFailure().reason : "It has become shorter")
      }
      done += found
    }
  }
}
