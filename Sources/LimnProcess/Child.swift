import LimnCore
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A child process in a process group of its own, and our ends of its three streams. When this
/// value is released, the child's standard input is closed, and a child still running half a second
/// later is killed. Processes that the child started end with it.
final class Child: Sendable {
  private let id: pid_t
  private let input: Mutex<Int32?>
  private let output: Int32
  private let words: Int32
  private let end = Mutex<ProcessError.Ending?>(nil)

  enum Stream { case output, words }

  enum Reading {
    case bytes([UInt8])
    case nothing
    case end
  }

  /// How long a program may take to end after its input is closed, in milliseconds.
  private static let patience = 500

  /// - Parameter command: a command line for `/bin/sh -c`.
  /// - Throws: `SystemFailure`.
  init(command: String) throws {
    let (id, input, output, words) = try RunningChildren.start {
      let (input, output, words) = (try Pipe(), try Pipe(), try Pipe())
      let id = try Self.spawn(
        command, input: input.reading, output: output.writing, words: words.writing)
      return (id, input, output, words)
    }
    self.id = id
    for descriptor in [input.writing, output.reading, words.reading] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
      #if canImport(Darwin)
        _ = fcntl(descriptor, F_SETNOSIGPIPE, 1)
      #endif
    }
    self.input = Mutex(input.takeWriting())
    self.output = output.takeReading()
    self.words = words.takeReading()
  }

  deinit {
    closeInput()
    for _ in 0..<Self.patience / 5 where ending() == nil { usleep(5000) }
    kill()
    close(output)
    close(words)
  }

  func closeInput() {
    input.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  /// How the child ended; `nil` while it runs. Processes that it started and left behind are
  /// killed.
  func ending() -> ProcessError.Ending? { reap(killing: false) }

  /// Kills the child and every process it started.
  func kill() { _ = reap(killing: true) }

  private func reap(killing: Bool) -> ProcessError.Ending? {
    end.withLock { end in
      if end == nil { end = RunningChildren.reap(id, killing: killing) }
      return end
    }
  }

  /// Waits until one of the streams is ready, for at most `milliseconds`.
  func wait(toSend: Bool, output: Bool, words: Bool, milliseconds: Int32) -> (
    canSend: Bool, output: Bool, words: Bool
  ) {
    let sending = toSend ? input.withLock { $0 } ?? -1 : -1
    // `poll` ignores negative descriptors.
    var polled = [
      pollfd(fd: sending, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: output ? self.output : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: words ? self.words : -1, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else {
      return (false, false, false)
    }
    return (polled[0].revents != 0, polled[1].revents != 0, polled[2].revents != 0)
  }

  /// Writes some of `bytes`.
  ///
  /// - Returns: the number of bytes written, or `nil` if the reading end is closed.
  func send(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let descriptor = input.withLock({ $0 }) else { return nil }
    let count = bytes.withUnsafeBytes { buffer in
      withoutBrokenPipeSignal { write(descriptor, buffer.baseAddress, buffer.count) }
    }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  func read(_ stream: Stream) -> Reading {
    let descriptor = stream == .output ? output : words
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, initialized in
      #if canImport(Darwin)
        count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Glibc)
        count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      initialized = max(0, count)
    }
    if count > 0 { return .bytes(bytes) }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .end
  }

  private static func spawn(_ command: String, input: Int32, output: Int32, words: Int32) throws
    -> pid_t
  {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    for (ours, theirs) in [(input, 0), (output, 1), (words, 2)] as [(Int32, Int32)] {
      posix_spawn_file_actions_adddup2(&actions, ours, theirs)
    }
    // A child inherits ignored and blocked signals, so they are reset.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
    var arguments: [UnsafeMutablePointer<CChar>?] =
      ["sh", "-c", command].map { (text: String) in strdup(text) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var id = pid_t()
    let failure = posix_spawn(&id, "/bin/sh", &actions, &attributes, &arguments, &environment)
    guard failure == 0 else {
      errno = failure
      throw SystemFailure()
    }
    return id
  }
}

/// Calls `body` so that a write to a closed pipe fails with `EPIPE` instead of ending this process.
private func withoutBrokenPipeSignal(_ body: () -> Int) -> Int {
  #if canImport(Darwin)
    return body()
  #else
    var (pipe, before) = (sigset_t(), sigset_t())
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    let count = body()
    let failure = errno
    if count < 0, failure == EPIPE {
      var none = timespec()
      while sigtimedwait(&pipe, nil, &none) < 0, errno == EINTR {}
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    errno = failure
    return count
  #endif
}

/// Both ends of a pipe; an end that is not taken is closed on release. Pipes are created while no
/// other child is being started, so that no other child inherits them.
private final class Pipe {
  private(set) var reading: Int32
  private(set) var writing: Int32

  /// - Throws: `SystemFailure`.
  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemFailure() }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    if reading >= 0 { close(reading) }
    if writing >= 0 { close(writing) }
  }

  func takeReading() -> Int32 {
    defer { reading = -1 }
    return reading
  }

  func takeWriting() -> Int32 {
    defer { writing = -1 }
    return writing
  }
}
