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

/// Headless Chromium, where it is installed, driven over its DevTools pipe: with real pointers and keys.
final class Browser {
  private static let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  static var path: String? { places.first { access($0, X_OK) == 0 } }
  static let absence: Comment =
    "Chromium is not installed: the live page was not tested in a browser (apt-get install chromium)"

  private let process: pid_t
  private let (toBrowser, fromBrowser): (Int32, Int32)
  private let profile: String
  private var session = ""
  private var next = 0
  private var unread: [UInt8] = []
  /// Errors of the page's script and its console, and what it was refused.
  private(set) var errors: [String] = []
  /// The addresses that the page has asked for.
  private(set) var requests: [String] = []

  /// Opens `address` in a window of a size.
  init(_ address: String, width: Int = 1280, height: Int = 1000, isDark: Bool = false) async throws
  {
    let browser = try #require(Self.path)
    var template = Array("/tmp/limn-browser-XXXXXX".utf8CString)
    profile = try #require(mkdtemp(&template).map { String(cString: $0) })
    let (down, up) = (try Self.pipeEnds(), try Self.pipeEnds())
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The numbers that the browser looks for.
    posix_spawn_file_actions_adddup2(&actions, down.reading, 3)
    posix_spawn_file_actions_adddup2(&actions, up.writing, 4)
    let script = """
      exec '\(browser)' --headless=new --no-sandbox --disable-gpu --remote-debugging-pipe \
      --user-data-dir='\(profile)' --window-size=\(width),\(height) --no-first-run \
      --disable-background-networking --disable-component-update about:blank \
      >/dev/null 2>&1
      """
    var words: [UnsafeMutablePointer<CChar>?] =
      ["sh", "-c", script].map { (text: String) in strdup(text) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] =
      ["PATH=/usr/bin:/bin", "HOME=\(profile)"].map { (text: String) in strdup(text) } + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    try #require(posix_spawn(&process, "/bin/sh", &actions, nil, &words, &settings) == 0)
    self.process = process
    (toBrowser, fromBrowser) = (down.writing, up.reading)
    close(down.reading)
    close(up.writing)
    let target = try await send("Target.createTarget", #"{"url":"about:blank"}"#).target
    session = try await send(
      "Target.attachToTarget", #"{"targetId":"\#(target)","flatten":true}"#
    ).session
    for domain in ["Page", "Runtime", "Network", "Log"] { try await send("\(domain).enable", "{}") }
    try await send(
      "Emulation.setDeviceMetricsOverride",
      #"{"width":\#(width),"height":\#(height),"deviceScaleFactor":1,"mobile":\#(width < 600)}"#)
    if isDark {
      try await send(
        "Emulation.setEmulatedMedia",
        #"{"features":[{"name":"prefers-color-scheme","value":"dark"}]}"#)
    }
    try await go(to: address)
  }

  deinit {
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    close(toBrowser)
    close(fromBrowser)
    var process = pid_t()
    var words: [UnsafeMutablePointer<CChar>?] =
      ["rm", "-rf", profile].map { (text: String) in strdup(text) } + [nil]
    defer { for word in words { free(word) } }
    if posix_spawn(&process, "/bin/rm", nil, nil, &words, nil) == 0 { waitpid(process, &status, 0) }
  }

  /// A pipe whose ends no other process inherits, beyond the numbers that the browser's own have.
  private static func pipeEnds() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    for end in ends { close(end) }
    return (moved[0], moved[1])
  }

  /// Opens an address and waits until the page's script says that it is ready.
  func go(to address: String) async throws {
    try await send("Page.navigate", #"{"url":\#(try quoted(address))}"#)
    try await wait(until: "document.documentElement?.dataset.ready === 'yes'")
  }

  /// Loads the page anew, as a key does.
  func reload() async throws {
    let address = try await value(of: "location.href").filter { $0 != "\"" }
    // Of an address with a part behind # the browser would otherwise go to another part of the page.
    try await leave()
    try await go(to: address)
  }

  /// Closes the tab, as a person does.
  func leave() async throws {
    try await send("Page.navigate", #"{"url":"about:blank"}"#)
  }

  /// The value of an expression, or of the promise it gives, as JSON.
  @discardableResult
  func value(of expression: String) async throws -> String {
    let answer = try await send(
      "Runtime.evaluate",
      #"{"expression":\#(try quoted("(async () => JSON.stringify(await (\(expression))))()")),"awaitPromise":true,"returnByValue":true}"#
    )
    return try #require(answer.value, "\(expression): \(answer.text)")
  }

  /// Runs statements.
  func run(_ statements: String) async throws {
    _ = try await value(of: "(async () => { \(statements); return true; })()")
  }

  func holds(_ expression: String) async throws -> Bool {
    try await value(of: "Boolean(\(expression))") == "true"
  }

  /// Waits until an expression holds.
  func wait(
    until expression: String, seconds: Double = 60,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if try await holds(expression) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("never: \(expression); errors: \(errors)", sourceLocation: sourceLocation)
  }

  /// Draws a line through points of the window with the mouse.
  func draw(_ points: [(Double, Double)]) async throws {
    for (index, (x, y)) in points.enumerated() {
      let type = index == 0 ? "mousePressed" : "mouseMoved"
      try await mouse(type, x, y)
    }
    if let (x, y) = points.last { try await mouse("mouseReleased", x, y) }
  }

  func mouse(_ type: String, _ x: Double, _ y: Double) async throws {
    try await send(
      "Input.dispatchMouseEvent",
      #"{"type":"\#(type)","x":\#(x),"y":\#(y),"button":"left","buttons":\#(type == "mouseReleased" ? 0 : 1),"clickCount":\#(type == "mouseMoved" ? 0 : 1)}"#
    )
  }

  /// Presses a key: "ArrowDown", " ".
  func press(_ key: String) async throws {
    let code =
      [
        "Tab": 9, "Enter": 13, " ": 32, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39,
        "ArrowDown": 40, "Backspace": 8,
      ][key] ?? 0
    let text = key.count == 1 ? #","text":\#(try quoted(key))"# : ""
    for type in ["keyDown", "keyUp"] {
      try await send(
        "Input.dispatchKeyEvent",
        #"{"type":"\#(type)","key":\#(try quoted(key)),"code":"\#(key == " " ? "Space" : key)","windowsVirtualKeyCode":\#(code)\#(type == "keyDown" ? text : "")}"#
      )
    }
  }

  /// A picture of the whole page.
  func screenshot(to path: String) async throws {
    let answer = try await send("Page.captureScreenshot", #"{"captureBeyondViewport":true}"#)
    let data = try #require(answer.data.flatMap { Data(base64Encoded: $0) })
    try AtomicFile.write(Array(data), to: path)
  }

  private func quoted(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
  }

  /// What matters of an answer or an event.
  private struct Message: Decodable {
    struct Result: Decodable {
      struct Value: Decodable { let value: String? }
      let result: Value?
      let data: String?
      let targetId: String?
      let sessionId: String?
    }
    struct Parameters: Decodable {
      struct Request: Decodable { let url: String }
      struct Entry: Decodable {
        let level: String
        let text: String
        let url: String?
      }
      struct Details: Decodable {
        struct Exception: Decodable { let description: String? }
        let text: String
        let exception: Exception?
      }
      let request: Request?
      let entry: Entry?
      let exceptionDetails: Details?
      let type: String?
    }
    let id: Int?
    let method: String?
    let result: Result?
    let params: Parameters?
  }

  private struct Answer {
    let text: String
    let value: String?
    let data: String?
    let target: String
    let session: String
  }

  @discardableResult
  private func send(_ method: String, _ parameters: String) async throws -> Answer {
    next += 1
    let session = self.session.isEmpty ? "" : #","sessionId":"\#(self.session)""#
    let text = #"{"id":\#(next),"method":"\#(method)","params":\#(parameters)\#(session)}"#
    var rest = Array(text.utf8)[...] + [0]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(toBrowser, $0.baseAddress, $0.count) }
      try #require(count > 0)
      rest = rest.dropFirst(count)
    }
    while true {
      let bytes = try await nextMessage()
      let message = try JSONDecoder().decode(Message.self, from: Data(bytes))
      if message.id == next {
        return Answer(
          text: String(decoding: bytes, as: UTF8.self), value: message.result?.result?.value,
          data: message.result?.data, target: message.result?.targetId ?? "",
          session: message.result?.sessionId ?? "")
      }
      note(message)
    }
  }

  private func note(_ message: Message) {
    switch message.method {
    case "Runtime.exceptionThrown":
      let details = message.params?.exceptionDetails
      errors.append(details?.exception?.description ?? details?.text ?? "an exception")
    case "Runtime.consoleAPICalled":
      if message.params?.type == "error" { errors.append("console.error") }
    case "Log.entryAdded":
      if let entry = message.params?.entry, entry.level == "error" {
        errors.append("\(entry.text) \(entry.url ?? "")")
      }
    case "Network.requestWillBeSent":
      if let request = message.params?.request { requests.append(request.url) }
    default: break
    }
  }

  private func nextMessage() async throws -> [UInt8] {
    while true {
      if let end = unread.firstIndex(of: 0) {
        defer { unread.removeFirst(end + 1) }
        return Array(unread[..<end])
      }
      let descriptor = fromBrowser
      let part = try await blocking { () -> [UInt8] in
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 30_000) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(descriptor, &buffer, buffer.count)
        return Array(buffer.prefix(max(0, count)))
      }
      try #require(!part.isEmpty, "the browser has ended, or says nothing")
      unread += part
    }
  }
}
