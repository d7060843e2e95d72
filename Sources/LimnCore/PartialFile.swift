#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file in the making: it grows beside its place and is moved there when it is whole. Let go
/// without ``commit()``, it leaves nothing behind and what stood in its place as it was; so it does
/// where the process ends by ``UnfinishedFiles/removeAll(andThen:)``.
///
/// A device or a pipe is written to, not replaced.
public struct PartialFile: ~Copyable {
  /// The file's place.
  public let path: String
  /// Where it grows; `nil` for a device or a pipe.
  private let beside: String?
  private let descriptor: Int32
  private var isOpen = true
  private var isCommitted = false

  /// Opens a new file beside `path`, which takes its place at the end.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public init(path: String) throws {
    let opened = try Self.isDeviceOrPipe(path) ? Self.opened(path) : Self.opened(beside: path)
    self.path = path
    beside = opened.beside
    descriptor = opened.descriptor
  }

  /// A device or a pipe. It is opened outside the list: a pipe may wait for its reader for as long as it
  /// likes.
  private static func opened(_ path: String) throws -> (beside: String?, descriptor: Int32) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
    }
    return (nil, descriptor)
  }

  /// Makes a file beside a place, under a name that nothing has: whatever stands there is someone's.
  private static func opened(beside path: String) throws -> (beside: String?, descriptor: Int32) {
    var attempt = 0
    while true {
      // The process number keeps two runs apart that write the same file.
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

  /// Writes `bytes` after those written before.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public mutating func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try append($0) }
  }

  /// Writes `bytes` after those written before.
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

  /// Moves the file to its place.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``; the place is then as it was.
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
