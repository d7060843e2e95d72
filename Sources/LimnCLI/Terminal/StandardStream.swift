#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The program's output streams: results on one, progress and errors on the other.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Turns the loss of the reader into an error instead of a signal, and replaces closed streams,
  /// so that no file opened later takes their descriptors.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      // Opened for reading only, it refuses writes as a closed stream would.
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes all of `text`.
  ///
  /// - Throws: ``StreamError``.
  func write(_ text: TerminalText) throws { try write(Array(text.string.utf8)) }

  /// Writes all of `bytes`, which are not meant for a terminal.
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

  /// Writes text if possible. Progress and errors are useless if nobody reads them, so failures are
  /// ignored; the exit status remains.
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

/// A failure of a standard stream.
enum StreamError: Error, Equatable {
  /// The reader of the output has closed it, because it has read enough.
  case readerGone
  case cannotWrite(reason: String)
}
