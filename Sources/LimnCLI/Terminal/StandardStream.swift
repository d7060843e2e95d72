#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Where the program speaks: results on one stream, progress and complaints on the other.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Makes a gone reader an error in place of a signal, and takes the places of closed streams, so
  /// that no file that is opened later is mistaken for one of them.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      // Open for reading only, it refuses what is written to it as a closed one would.
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes all of `text`.
  ///
  /// - Throws: ``StreamError``.
  func write(_ text: TerminalText) throws { try write(Array(text.string.utf8)) }

  /// Writes all of `bytes`, which no terminal is to show.
  ///
  /// - Throws: ``StreamError``.
  func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeOnce($0) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { throw StreamError.readerGone }
        throw StreamError.cannotWrite(reason: String(cString: strerror(errno)))
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes text if that is possible: progress and complaints, of no use where no one is left to
  /// tell. The exit status says the rest.
  func show(_ text: TerminalText) {
    do { try write(text) } catch { return }
  }

  private func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.write(rawValue, bytes.baseAddress, bytes.count)
    #else
      Glibc.write(rawValue, bytes.baseAddress, bytes.count)
    #endif
  }
}

/// A standard stream that takes nothing.
enum StreamError: Error, Equatable {
  /// Whoever read the output has gone: enough was seen.
  case readerGone
  case cannotWrite(reason: String)
}
