import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Standard input, read as it arrives: no more is buffered than the requested bytes and one further
/// piece.
struct StandardInput: ~Copyable {
  private var bytes: [UInt8] = []
  private var begin = 0
  private(set) var isAtEnd = false
  private let work: Work

  /// The maximum number of bytes per system call.
  private static let piece = 1 << 16
  /// The interval, in milliseconds, at which a wait checks for cancellation.
  private static let patience: Int32 = 50

  /// - Parameter cancellation: the cancellation that ends a wait.
  init(until cancellation: Cancellation) { work = Work(cancellation: cancellation) }

  /// - Throws: `CancellationError` if the command is cancelled.
  func checkpoint() throws { try work.checkpoint() }

  /// The bytes that have arrived and have not been taken.
  var waiting: ArraySlice<UInt8> { bytes[begin...] }

  /// Reads until `count` bytes are waiting, or to the end.
  ///
  /// - Returns: whether `count` bytes are waiting.
  /// - Throws: `CancellationError`, `FileError`.
  mutating func await(_ count: Int) throws -> Bool {
    while bytes.count - begin < count, !isAtEnd { try read() }
    return bytes.count - begin >= count
  }

  /// Takes the next `count` bytes, which must be waiting.
  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    let taken = bytes[begin..<begin + count]
    begin += count
    return taken
  }

  /// Skips bytes without storing them.
  ///
  /// - Returns: whether `count` bytes arrived.
  /// - Throws: `CancellationError`, `FileError`.
  mutating func skip(_ count: Int) throws -> Bool {
    var left = count
    while left > 0 {
      guard try self.await(1) else { return false }
      let part = min(left, bytes.count - begin)
      begin += part
      left -= part
    }
    return true
  }

  /// Reads the bytes that have arrived, without waiting for more; returns whether there were any.
  ///
  /// - Throws: `FileError`.
  mutating func readWhatIsThere() throws -> Bool {
    guard !isAtEnd, Self.hasMore(within: 0) else { return false }
    try readOnce()
    return true
  }

  private mutating func read() throws {
    repeat { try work.checkpoint() } while !Self.hasMore(within: Self.patience)
    try readOnce()
  }

  private static func hasMore(within milliseconds: Int32) -> Bool {
    var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return poll(&input, 1, milliseconds) > 0
  }

  private mutating func readOnce() throws {
    if begin > 0 {
      bytes.removeSubrange(..<begin)
      begin = 0
    }
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: Self.piece))
    let count = bytes.withUnsafeMutableBytes { buffer in
      #if canImport(Darwin)
        Darwin.read(0, buffer.baseAddress! + start, Self.piece)
      #else
        Glibc.read(0, buffer.baseAddress! + start, Self.piece)
      #endif
    }
    let failure = errno
    bytes.removeSubrange((start + max(0, count))...)
    if count == 0 { isAtEnd = true }
    if count < 0, failure != EINTR, failure != EAGAIN {
      throw FileError.cannotRead(
        path: "standard input", reason: String(cString: strerror(failure)))
    }
  }
}
