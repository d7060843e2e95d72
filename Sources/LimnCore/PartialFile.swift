#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file that is written under a temporary name next to its destination and renamed when complete.
/// If it is discarded without ``commit()``, or if the process ends through
/// ``UnfinishedFiles/removeAll(andThen:)``, nothing is left behind and the destination is
/// unchanged.
///
/// A device or a pipe is written to directly.
public struct PartialFile: ~Copyable {
  /// The destination.
  public let path: String
  /// The temporary path; `nil` for a device or a pipe.
  private let beside: String?
  private let descriptor: Int32
  private var isOpen = true
  private var isCommitted = false

  /// Opens a new temporary file next to `path`, which it replaces on ``commit()``.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public init(path: String) throws {
    let opened = try Self.isDeviceOrPipe(path) ? Self.opened(path) : Self.opened(beside: path)
    self.path = path
    beside = opened.beside
    descriptor = opened.descriptor
  }

  /// Opens a device or a pipe. This happens outside the lock of ``UnfinishedFiles``, because
  /// opening a pipe may block until it has a reader.
  private static func opened(_ path: String) throws -> (beside: String?, descriptor: Int32) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
    return (nil, descriptor)
  }

  /// Creates a temporary file next to `path` under an unused name, so that nobody else's file is
  /// overwritten.
  private static func opened(beside path: String) throws -> (beside: String?, descriptor: Int32) {
    var attempt = 0
    while true {
      // The process number distinguishes concurrent runs that write the same file.
      let place = "\(path).\(getpid())\(attempt == 0 ? "" : "-\(attempt)").partial"
      do {
        let descriptor = try UnfinishedFiles.begin(place) {
          let descriptor = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
          guard descriptor >= 0 else {
            let isTaken = errno == EEXIST
            throw NotOpened(isTaken: isTaken, reason: SystemFailure().reason)
          }
          return descriptor
        }
        return (place, descriptor)
      } catch let error as NotOpened {
        attempt += 1
        guard error.isTaken, attempt < mostNames else {
          throw FileError.cannotWrite(path: path, reason: error.reason)
        }
      }
    }
  }

  private struct NotOpened: Error {
    let isTaken: Bool
    let reason: String
  }

  private static let mostNames = 1000

  deinit {
    if isOpen { close(descriptor) }
    if let beside, !isCommitted { UnfinishedFiles.end([beside]) { _ = unlink(beside) } }
  }

  /// Appends `bytes` to the file.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public mutating func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try append($0) }
  }

  /// Appends `bytes` to the file.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      #if canImport(Darwin)
        let count = Darwin.write(descriptor, start, rest.count)
      #else
        let count = Glibc.write(descriptor, start, rest.count)
      #endif
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Closes the file and moves it to its destination.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``; the destination is then unchanged.
  public consuming func commit() throws {
    isOpen = false
    guard close(descriptor) == 0 else {
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
    if let beside {
      try UnfinishedFiles.end([beside]) {
        guard rename(beside, path) == 0 else {
          throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
        }
      }
    }
    isCommitted = true
  }

  private static func isDeviceOrPipe(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }
}
