import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// What comes through standard input, taken as it comes: no more is kept than what was asked for and a
/// piece beyond.
struct StandardInput: ~Copyable {
  private var bytes: [UInt8] = []
  private var begin = 0
  private(set) var isAtEnd = false
  private let work: Work

  /// The most bytes of one call of the system.
  private static let piece = 1 << 16
  /// How long a wait goes on before it looks whether the command is to end.
  private static let patience: Int32 = 50

  /// - Parameter cancellation: ends a wait.
  init(until cancellation: Cancellation) { work = Work(cancellation: cancellation) }

  /// - Throws: `CancellationError` where the command is to end.
  func checkpoint() throws { try work.checkpoint() }

  /// What has come and was not taken.
  var waiting: ArraySlice<UInt8> { bytes[begin...] }

  /// Reads until `count` bytes wait, or to the end.
  ///
  /// - Returns: whether so many wait.
  /// - Throws: `CancellationError`, `FileError`.
  mutating func await(_ count: Int) throws -> Bool {
    while bytes.count - begin < count, !isAtEnd { try read() }
    return bytes.count - begin >= count
  }

  /// Takes the next bytes, which wait.
  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    let taken = bytes[begin..<begin + count]
    begin += count
    return taken
  }

  /// Passes over bytes without keeping them.
  ///
  /// - Returns: whether so many came.
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

  /// Reads what has come by now, without waiting for more; whether anything had.
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
