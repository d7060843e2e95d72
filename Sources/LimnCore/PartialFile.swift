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

  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public init(path: String) throws {
    // The process number keeps two runs apart that write the same file.
    let beside = Self.isDeviceOrPipe(path) ? nil : "\(path).\(getpid()).partial"
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    func opened(_ place: String) throws -> Int32 {
      let descriptor = open(place, flags, 0o666)
      guard descriptor >= 0 else {
        throw FileError.cannotWrite(path: path, reason: SystemFailure().reason)
      }
      return descriptor
    }
    // A pipe is opened outside the list: it may wait for its reader for as long as it likes.
    let descriptor =
      try beside.map { beside in try UnfinishedFiles.begin(beside) { try opened(beside) } }
      ?? opened(path)
    self.path = path
    self.beside = beside
    self.descriptor = descriptor
  }

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
