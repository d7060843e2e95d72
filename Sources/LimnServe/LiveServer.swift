import LimnText
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A site behind an address: HTTP/1.1 over TCP, with everything that a stranger can make grow bounded.
///
/// ```swift
/// let server = try LiveServer(site, host: "127.0.0.1", port: 0)
/// print(server.address)
/// …
/// try server.stop()
/// ```
public final class LiveServer: Sendable {
  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel
  private let site: Site
  private let host: String
  private let open: OpenConnections
  private let hasStopped = Mutex(false)

  /// Listens from here on.
  ///
  /// - Parameters:
  ///   - host: a name or a number of this machine.
  ///   - port: 0 for any that is free.
  /// - Throws: ``ServeError``.
  public convenience init(_ site: Site, host: String, port: Int) throws {
    try self.init(site, host: host, port: port, limits: Limits())
  }

  init(_ site: Site, host: String, port: Int, limits: Limits) throws {
    // One thread carries all bytes; what is computed has threads of its own.
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let open = OpenConnections(most: limits.connections)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 128)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handlers = channel.pipeline.syncOperations
          try handlers.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: true)
          try handlers.addHandler(Connection(site, limits: limits, open: open))
        }
      }
    do {
      let socket = try BoundSocket.open(host: host, port: port)
      channel = try bootstrap.withBoundSocket(socket).wait()
    } catch {
      try group.syncShutdownGracefully()
      guard let failure = error as? IOError else { throw error }
      throw ServeError.cannotListen(
        host: host.shown(), port: port,
        reason: String(cString: strerror(failure.errnoCode)).lowercased())
    }
    self.site = site
    self.host = host
    self.open = open
  }

  /// Whether an address leads to this machine alone.
  public static func isLoopback(_ host: String) -> Bool { Gate.isLoopback(host) }

  /// The port that is listened at.
  public var port: Int { channel.localAddress?.port ?? 0 }

  /// What to open in a browser, with the token in it.
  public var address: String {
    let name = ["0.0.0.0", "::"].contains(host) ? "localhost" : host
    let shown = name.contains(":") ? "[\(name)]" : name
    return "http://\(shown):\(port)/?token=\(site.token)"
  }

  /// Closes every connection; what was being computed is cancelled with them. May be called more than
  /// once.
  ///
  /// - Throws: what the system says against it.
  public func stop() throws {
    let isFirst = hasStopped.withLock { stopped in
      defer { stopped = true }
      return !stopped
    }
    guard isFirst else { return }
    site.stop()
    channel.close(promise: nil)
    open.closeAll()
    // An answer that is still being computed comes back to its event loop, which has to be there.
    for _ in 0..<Self.longestWait where open.isAnswering { usleep(1000) }
    if !open.isAnswering { try group.syncShutdownGracefully() }
  }

  /// For computations to reach a checkpoint, in milliseconds.
  private static let longestWait = 500
}

/// What bounds a stranger.
struct Limits: Sendable {
  /// Connections at a time; one more is told so and closed.
  var connections = 256
  /// Bytes of a request's body.
  var body = 4 << 20
  /// From the moment a connection waits for a request until the request is there whole.
  var patience = TimeAmount.seconds(75)
  /// For an answer to be taken.
  var delivery = TimeAmount.seconds(20)
  /// For a refused sender to take the refusal.
  var parting = TimeAmount.seconds(1)
  /// For an answer to be computed.
  var computation = TimeAmount.seconds(60)
}

/// The connections that are open.
final class OpenConnections: Sendable {
  private let state = Mutex(State())
  private let most: Int

  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var answering = 0
  }

  init(most: Int) { self.most = most }

  /// Keeps one more; says whether it may stay.
  func enter(_ channel: any Channel) -> Bool {
    state.withLock { state in
      state.channels[ObjectIdentifier(channel)] = channel
      return state.channels.count <= most
    }
  }

  func leave(_ channel: any Channel) {
    state.withLock { $0.channels[ObjectIdentifier(channel)] = nil }
  }

  func closeAll() {
    for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
  }

  /// An answer begins to be computed, or has come back.
  func beginAnswer() { state.withLock { $0.answering += 1 } }
  func endAnswer() { state.withLock { $0.answering -= 1 } }
  var isAnswering: Bool { state.withLock { $0.answering > 0 } }
}
