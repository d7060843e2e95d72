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

/// Serves a site at an address: HTTP/1.1 over TCP, with limits on everything that a client can make
/// grow.
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

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - site: the site to serve.
  ///   - host: a name or a numeric address of this machine.
  ///   - port: the port; 0 for any free one.
  /// - Throws: ``ServeError`` if the address cannot be used.
  public convenience init(_ site: Site, host: String, port: Int) throws {
    try self.init(site, host: host, port: port, limits: Limits())
  }

  init(_ site: Site, host: String, port: Int, limits: Limits) throws {
    // One thread handles all network traffic; computations have their own threads.
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

  /// Whether an address is reachable only from this machine.
  public static func isLoopback(_ host: String) -> Bool { Gate.isLoopback(host) }

  /// The port on which the server listens.
  public var port: Int { channel.localAddress?.port ?? 0 }

  /// The address to open in a browser, including the token.
  public var address: String {
    let name = ["0.0.0.0", "::"].contains(host) ? "localhost" : host
    let shown = name.contains(":") ? "[\(name)]" : name
    return "http://\(shown):\(port)/?token=\(site.token)"
  }

  /// Closes every connection and cancels its computations. May be called more than once.
  ///
  /// - Throws: the system's error if closing fails.
  public func stop() throws {
    let isFirst = hasStopped.withLock { stopped in
      defer { stopped = true }
      return !stopped
    }
    guard isFirst else { return }
    site.stop()
    channel.close(promise: nil)
    open.closeAll()
    // An answer that is still being computed returns to its event loop, which must still exist.
    for _ in 0..<Self.longestWait where open.isAnswering { usleep(1000) }
    if !open.isAnswering { try group.syncShutdownGracefully() }
  }

  /// The time for computations to reach a checkpoint, in milliseconds.
  private static let longestWait = 500
}

/// The limits for clients.
struct Limits: Sendable {
  /// The maximum number of simultaneous connections; a further one gets an error and is closed.
  var connections = 256
  /// The maximum size of a request's body, in bytes.
  var body = 4 << 20
  /// The time from waiting for a request until it is complete.
  var patience = TimeAmount.seconds(75)
  /// The time for a client to receive an answer.
  var delivery = TimeAmount.seconds(20)
  /// The time for a refused client to receive the refusal.
  var parting = TimeAmount.seconds(1)
  /// The time to compute an answer.
  var computation = TimeAmount.seconds(60)
}

/// The open connections.
final class OpenConnections: Sendable {
  private let state = Mutex(State())
  private let most: Int

  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var answering = 0
  }

  init(most: Int) { self.most = most }

  /// Registers a connection; returns whether it may stay open.
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

  /// Records that the computation of an answer starts or has ended.
  func beginAnswer() { state.withLock { $0.answering += 1 } }
  func endAnswer() { state.withLock { $0.answering -= 1 } }
  var isAnswering: Bool { state.withLock { $0.answering > 0 } }
}
