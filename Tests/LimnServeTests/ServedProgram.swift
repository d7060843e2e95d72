import LimnCore
import Testing

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

/// The program itself, beside this test, in a folder of its own: as a person starts it.
final class ServedProgram {
  let folder: String
  private(set) var address = ""
  private var process = pid_t()

  init(files: [String: String]) throws {
    var template = Array("/tmp/limn-served-XXXXXX".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    for (name, text) in files { try write(Array(text.utf8), as: name) }
  }

  deinit {
    if process != 0 {
      kill(process, SIGTERM)
      wait(for: process)
    }
    if let ended = try? Self.spawn("rm -rf '\(folder)'", output: nil) { wait(for: ended) }
  }

  func write(_ bytes: [UInt8], as name: String) throws {
    try AtomicFile.write(bytes, to: "\(folder)/\(name)")
  }

  func read(_ name: String) throws -> [UInt8] { try FileBytes.read("\(folder)/\(name)") }

  /// Starts `limn serve` and waits for its address.
  func serve(_ options: String) throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    process = try Self.spawn(
      "cd '\(folder)' && exec limn serve --no-open \(options)", output: ends[1])
    close(ends[1])
    defer { close(ends[0]) }
    var byte: UInt8 = 0
    var line: [UInt8] = []
    while readByte(ends[0], &byte), byte != UInt8(ascii: "\n") { line.append(byte) }
    address = String(decoding: line, as: UTF8.self)
    try #require(address.hasPrefix("http://"), "limn serve \(options): \(address)")
  }

  /// Runs a line in a shell that finds the program.
  func run(_ line: String) throws -> Int32 {
    wait(for: try Self.spawn("cd '\(folder)' && \(line)\n", output: nil))
  }

  @discardableResult
  private func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }

  private static func spawn(_ line: String, output: Int32?) throws -> pid_t {
    let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
    let parts = bundle.split(separator: "/", omittingEmptySubsequences: false)
    let end = try #require(parts.firstIndex { $0.hasSuffix(".xctest") })
    let products = try #require(
      realpath(end == 0 ? "." : parts[..<end].joined(separator: "/"), nil))
    defer { free(products) }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
    var words: [UnsafeMutablePointer<CChar>?] =
      ["sh", "-c", line].map { (text: String) in strdup(text) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] =
      ["PATH=\(String(cString: products)):/usr/bin:/bin"].map { (text: String) in strdup(text) }
      + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    try #require(posix_spawn(&process, "/bin/sh", &actions, nil, &words, &settings) == 0)
    return process
  }
}

private func readByte(_ descriptor: Int32, _ byte: inout UInt8) -> Bool {
  read(descriptor, &byte, 1) == 1
}
