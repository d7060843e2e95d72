import LimnCore
import LimnData
import NIOCore
import Testing

@testable import LimnServe

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The server against strangers: over sockets, byte by byte.
@Suite struct ServerTests {
  /// A server of a test, stopped with it.
  final class Served {
    let site: Site
    let server: LiveServer

    init(_ limits: Limits = Limits(), test: String = "") throws {
      site = try Sites.digits(adding: [Endless.Configuration(test: test)])
      server = try LiveServer(site, host: "127.0.0.1", port: 0, limits: limits)
    }

    deinit {
      do { try server.stop() } catch { Issue.record("\(error)") }
    }

    func head(_ method: String, _ path: String, length: Int? = nil) -> String {
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nX-Limn-Token: \(site.token)\r\n"
        + (length.map { "Content-Length: \($0)\r\n" } ?? "") + "\r\n"
    }

    func question(_ method: String) -> String {
      let body =
        #"{"visitor":"raw","number":1,"values":\#(Array(Digits.all.inputs[row: 3])),"methods":["\#(method)"]}"#
      return head("POST", "/api/explain", length: body.utf8.count) + body
    }
  }

  /// A connection of a client's.
  final class Wire {
    private let descriptor: Int32

    init(_ served: Served) throws {
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(served.server.port).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      try #require(connected == 0)
      // A server that has closed makes an error of a write, not a signal.
      signal(SIGPIPE, SIG_IGN)
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          write(descriptor, $0.baseAddress, $0.count)
        }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }

    /// What comes until the connection ends, a text has come, or the time is up (`nil`).
    func receive(until text: String? = nil, seconds: Double = 10) async throws -> String? {
      let descriptor = descriptor
      return try await blocking {
        var (found, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
          let left = (end - ContinuousClock.now) / .milliseconds(1)
          guard left > 0 else { return nil }
          var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          guard poll(&waiting, 1, Int32(left)) > 0 else { continue }
          let count = recv(descriptor, &buffer, buffer.count, 0)
          guard count > 0 else { return String(decoding: found, as: UTF8.self) }
          found += buffer[..<count]
          let so = String(decoding: found, as: UTF8.self)
          if let text, so.contains(text) { return so }
        }
      }
    }
  }

  @Test func answersOneAfterAnother() async throws {
    let served = try Served()
    let wire = try Wire(served)
    for _ in 0..<3 {
      wire.send(served.question("integrated-gradients"))
      let answer = try #require(try await wire.receive(until: #""target":3}"#))
      // The end of the last answer's text may arrive with this one.
      let own = answer.drop { $0 != "H" }
      #expect(own.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(answer)")
      for header in ["Content-Security-Policy: default-src 'none'", "Cache-Control: no-store"] {
        #expect(answer.contains(header), "\(header)")
      }
    }
  }

  /// Byte by byte it is a request all the same.
  @Test func slowSendersAreUnderstood() async throws {
    let served = try Served()
    let wire = try Wire(served)
    for character in served.head("GET", "/api/example?index=5") {
      wire.send(String(character))
      try await Task.sleep(for: .microseconds(200))
    }
    let wireAnswer = try await wire.receive(until: "\"values\"")
    #expect(wireAnswer?.hasPrefix("HTTP/1.1 200") == true)
  }

  @Test(arguments: [
    "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
    "GET / HTTP/1.1\r\nHost\r\n\r\n", "POST /api/explain HTTP/1.1\r\nContent-Length: -4\r\n\r\n",
    "POST /api/explain HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ])
  func whatIsNoRequestIsRefused(_ text: String) async throws {
    let served = try Served()
    let wire = try Wire(served)
    wire.send(text)
    let answer = try #require(try await wire.receive(), "the connection is left open")
    #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer)")
  }

  @Test func strangersAreRefused() async throws {
    let served = try Served()
    let wire = try Wire(served)
    wire.send("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    let wireAnswer = try await wire.receive()
    #expect(wireAnswer?.hasPrefix("HTTP/1.1 421") == true)
  }

  /// Stated or not, a body is bounded, and so are headers.
  @Test func whatIsTooLargeIsRefused() async throws {
    let served = try Served(Limits(body: 10_000))
    let stated = try Wire(served)
    stated.send(served.head("POST", "/api/explain", length: 10_001))
    let statedAnswer = try await stated.receive()
    #expect(statedAnswer?.hasPrefix("HTTP/1.1 413") == true)
    let streamed = try Wire(served)
    // One character, the two bytes that end a line.
    let head = served.head("POST", "/api/explain").dropLast(1)
    streamed.send(head + "Transfer-Encoding: chunked\r\n\r\n")
    for _ in 0..<20 { streamed.send("400\r\n\(String(repeating: "a", count: 1024))\r\n") }
    let streamedAnswer = try await streamed.receive()
    #expect(streamedAnswer?.hasPrefix("HTTP/1.1 413") == true)
    let headed = try Wire(served)
    headed.send("GET / HTTP/1.1\r\nA: \(String(repeating: "a", count: 200_000))\r\n\r\n")
    let headedAnswer = try await headed.receive()
    #expect(headedAnswer?.hasPrefix("HTTP/1.1 200") == false)
  }

  /// Who says nothing, or not all, or reads nothing, is let go.
  @Test func slowOnesAreLetGo() async throws {
    let served = try Served(Limits(patience: .milliseconds(300), delivery: .milliseconds(300)))
    let silent = try Wire(served)
    #expect(try await silent.receive(seconds: 30) == "")
    let half = try Wire(served)
    half.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    #expect(try await half.receive(seconds: 30) == "")
    let trickling = try Wire(served)
    for _ in 0..<40 {
      trickling.send("A")
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try await trickling.receive(seconds: 30) != nil)
  }

  @Test func connectionsAreBounded() async throws {
    let served = try Served(Limits(connections: 4))
    let wires = try (0..<4).map { _ in try Wire(served) }
    for wire in wires {
      wire.send(served.head("GET", "/api/example?index=1"))
      let wireAnswer = try await wire.receive(until: "values")
      #expect(wireAnswer?.hasPrefix("HTTP/1.1 200") == true)
    }
    let fifth = try Wire(served)
    let fifthAnswer = try await fifth.receive()
    #expect(fifthAnswer?.hasPrefix("HTTP/1.1 503") == true)
    wires[0].send(served.head("GET", "/api/example?index=2"))
    #expect(try await wires[0].receive(until: "values")?.hasPrefix("HTTP/1.1 200") == true)
  }

  /// A closed tab ends its work.
  @Test func droppedConnectionsEndTheirWork() async throws {
    let served = try Served(test: #function)
    var wire: Wire? = try Wire(served)
    wire?.send(served.question("endless"))
    try await Endless.wait(#function, until: 1)
    wire = nil
    try await Endless.wait(#function, until: 0)
    for _ in 0..<500 where served.site.openQuestions > 0 {
      try await Task.sleep(for: .milliseconds(2))
    }
    #expect(served.site.openQuestions == 0)
  }

  @Test func computationsAreBounded() async throws {
    let served = try Served(Limits(computation: .milliseconds(200)), test: #function)
    let wire = try Wire(served)
    wire.send(served.question("endless"))
    let wireAnswer = try await wire.receive(until: "stopped")
    #expect(wireAnswer?.hasPrefix("HTTP/1.1 503") == true)
    #expect(Endless.running(#function) == 0)
  }

  @Test func stoppingEndsEverything() async throws {
    let served = try Served(test: #function)
    let wires = try (0..<3).map { _ in try Wire(served) }
    for wire in wires { wire.send(served.question("endless")) }
    try await Endless.wait(#function, until: 1)
    let start = ContinuousClock.now
    try served.server.stop()
    #expect(ContinuousClock.now - start < .seconds(1))
    try await Endless.wait(#function, until: 0)
  }

  @Test func aTakenPortIsSaid() async throws {
    let served = try Served()
    let site = try Sites.digits()
    #expect(
      throws: ServeError.cannotListen(
        host: "127.0.0.1", port: served.server.port, reason: "address already in use")
    ) {
      try LiveServer(site, host: "127.0.0.1", port: served.server.port)
    }
  }
}
