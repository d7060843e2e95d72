import Limn
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A run of `limn` whose progress someone watches: standard error is a terminal here.
struct WatchedCommand {
  enum End: Equatable {
    case exit(Int32)
    /// It said nothing for so long.
    case silent(seconds: Double)
    /// It went on, showing progress, until the time was up.
    case working
    case signal(Int32)
  }

  /// The longest that a command may say nothing, and the longest it is watched, in seconds.
  var patience = 8.0
  var lifetime = 12.0

  /// Runs `limn` with `arguments` in `folder`; also gives what it said.
  func run(_ arguments: [String], in folder: borrowing Folder) throws -> (end: End, said: String) {
    let (master, name) = try Self.pseudoTerminal()
    defer { close(master) }
    let terminal = open(name, O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, terminal, 2)
    let script = "cd '\(folder.path)' && exec \"$0\" \"$@\" >/dev/null"
    let line: [String] = ["sh", "-c", script, try Command.binary()] + arguments
    let environment: [String] = [
      "PATH=/usr/bin:/bin", "COLUMNS=80", "TERM=xterm", "SWIFT_BACKTRACE=enable=no",
    ]
    var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    try #require(posix_spawn(&process, "/bin/sh", &actions, nil, &words, &settings) == 0)
    close(terminal)
    let said = watch(master, process)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
    if let end = said.end { return (end, said.text) }
    return (status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F), said.text)
  }

  /// Opens a terminal of two ends: whoever watches has the first, and the other goes by a name.
  private static func pseudoTerminal() throws -> (master: Int32, name: String) {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(master >= 0)
    #if canImport(Darwin)
      try #require(grantpt(master) == 0 && unlockpt(master) == 0)
      return (master, try #require(ptsname(master).map { String(cString: $0) }))
    #else
      // What unlockpt and ptsname do; Swift does not see them in Linux's headers.
      let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
      var (locked, index) = (Int32(0), UInt32(0))
      try #require(ioctl(master, unlock, &locked) == 0 && ioctl(master, number, &index) == 0)
      return (master, "/dev/pts/\(index)")
    #endif
  }

  /// Reads what the process says until it ends; ends it, and says so, when it is silent or its time is
  /// up.
  private func watch(_ master: Int32, _ process: pid_t) -> (end: End?, text: String) {
    var (text, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
    let start = ContinuousClock.now
    var heard = start
    while true {
      var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      let ready = poll(&descriptor, 1, 100)
      let now = ContinuousClock.now
      if ready > 0 {
        let count = read(master, &buffer, buffer.count)
        // A terminal that no process holds any more gives an error, on Linux, or an end.
        guard count > 0 else { return (nil, String(decoding: text, as: UTF8.self)) }
        text += buffer[..<count]
        heard = now
      }
      let silence = (now - heard) / .seconds(1)
      let end: End? =
        silence > patience
        ? .silent(seconds: silence) : (now - start) / .seconds(1) > lifetime ? .working : nil
      guard let end else { continue }
      kill(process, SIGKILL)
      return (end, String(decoding: text, as: UTF8.self))
    }
  }
}
