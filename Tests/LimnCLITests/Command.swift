import Limn
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The built `limn`, run as a user runs it.
struct Command {
  /// Where standard output goes.
  enum Output {
    /// Into ``Outcome/output``.
    case captured
    /// Nowhere: the stream is closed.
    case closed
    /// Into a pipe that no one reads.
    case unreadPipe
    /// Onto a device.
    case device(String)
  }

  struct Outcome: Equatable {
    /// As `exit` gave it; a signal's number plus 128 where one ended the run.
    let status: Int32
    let output: String
    let error: String
  }

  /// What stands in the environment beside `PATH` and `COLUMNS`.
  var environment: [String: String] = [:]
  var output = Output.captured
  /// What the shell is told before it becomes `limn`: "ulimit -f 8".
  var preparation = ":"
  /// After this time the run gets a signal, if it has not ended.
  var lifetime: Duration?
  /// Whether that time begins with the first that it says on standard output.
  var livesFromFirstOutput = false
  var signal = SIGKILL

  /// Runs `limn` with `arguments` in `folder`.
  func run(_ arguments: [String], in folder: borrowing Folder) throws -> Outcome {
    try measure(arguments, in: folder).outcome
  }

  /// Runs `limn` with `arguments` in the folder of a path.
  func run(_ arguments: [String], inFolder path: String) throws -> Outcome {
    try measure(arguments, inFolder: path).outcome
  }

  /// Runs `limn` with `arguments` in `folder`; also gives the most memory it held, in bytes.
  func measure(
    _ arguments: [String], in folder: borrowing Folder
  ) throws -> (outcome: Outcome, peakMemory: Int) {
    try measure(arguments, inFolder: folder.path)
  }

  private func measure(
    _ arguments: [String], inFolder path: String
  ) throws -> (outcome: Outcome, peakMemory: Int) {
    // What the command says is kept out of the folder, whose content is looked at.
    let transcript = try Folder()
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // Whoever runs the tests may ignore what the run is to hear.
    var heard = sigset_t()
    sigemptyset(&heard)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&heard, signal) }
    posix_spawnattr_setsigdefault(&attributes, &heard)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var pipeEnds: [Int32] = [-1, -1]
    let redirection: String
    switch output {
    case .captured: redirection = ">'\(transcript.path)/output'"
    case .closed: redirection = ">&-"
    case .device(let path): redirection = ">\(path)"
    case .unreadPipe:
      redirection = ""
      try #require(pipe(&pipeEnds) == 0)
      close(pipeEnds[0])
      posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], 1)
    }
    defer { if pipeEnds[1] >= 0 { close(pipeEnds[1]) } }
    let script =
      "cd '\(path)' && \(preparation) && exec \"$0\" \"$@\" 2>'\(transcript.path)/error' \(redirection)"

    var words: [UnsafeMutablePointer<CChar>?] =
      (["sh", "-c", script, try Self.binary()] + arguments).map { strdup($0) } + [nil]
    let variables = environment.merging(["PATH": "/usr/bin:/bin", "COLUMNS": "80"]) { own, _ in own
    }
    var settings: [UnsafeMutablePointer<CChar>?] =
      variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    try #require(posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, &settings) == 0)
    if let lifetime {
      for _ in 0..<6000 where livesFromFirstOutput {
        if transcript.names().contains("output"), try !transcript.text("output").isEmpty { break }
        usleep(10_000)
      }
      usleep(UInt32(lifetime / .microseconds(1)))
      kill(process, signal)
    }
    var status: Int32 = 0
    var peakMemory = 0
    while true {
      // What the system says of an ended process counts the memory of the test that began it.
      peakMemory = max(peakMemory, Self.peakMemory(of: process))
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      try #require(ended == 0 || errno == EINTR)
      usleep(1000)
    }
    let exited = status & 0x7F == 0
    let outcome = Outcome(
      status: exited ? status >> 8 & 0xFF : 128 + status & 0x7F,
      output: transcript.names().contains("output") ? try transcript.text("output") : "",
      error: try transcript.text("error"))
    return (outcome, peakMemory)
  }

  /// The most memory that a running process has held since it began its program, in bytes; 0 where the
  /// system does not say.
  private static func peakMemory(of process: pid_t) -> Int {
    guard let file = fopen("/proc/\(process)/status", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = fread(&buffer, 1, buffer.count - 1, file)
    let text = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 } ?? 0
  }

  /// The program beside the test bundle.
  static func binary() throws -> String {
    let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
    let parts = bundle.split(separator: "/", omittingEmptySubsequences: false)
    let end = try #require(parts.firstIndex { $0.hasSuffix(".xctest") })
    let path = (parts[..<end] + ["limn"]).joined(separator: "/")
    let absolute = try #require(realpath(path, nil), "\(path) is not there")
    defer { free(absolute) }
    return String(cString: absolute)
  }
}

/// Runs `limn` with the words of `line` in `folder`.
func limn(_ line: String, in folder: borrowing Folder) throws -> Command.Outcome {
  try Command().run(line.split(separator: " ").map(String.init), in: folder)
}
