import NIOCore
import NIOHTTP1

/// One connection: receives a complete request, has it answered, and waits for the next. It belongs
/// to one event loop, and answers return to that loop.
final class Connection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let site: Site
  private let limits: Limits
  private let open: OpenConnections
  private var state = State.waiting
  private var timer: Scheduled<Void>?
  private var computation: Task<Void, Never>?

  private enum State {
    case waiting
    case receiving(HTTPRequestHead, [UInt8])
    case answering
    /// Nothing more is read from the connection.
    case ending
  }

  init(_ site: Site, limits: Limits, open: OpenConnections) {
    self.site = site
    self.limits = limits
    self.open = open
  }

  func channelActive(context: ChannelHandlerContext) {
    guard open.enter(context.channel) else {
      return end(
        .sentence("There are too many connections at once.", status: 503), context: context)
    }
    wait(limits.patience, context: context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    open.leave(context.channel)
    timer?.cancel()
    // Closing a tab ends its work.
    computation?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), state) {
    case (.head(let head), .waiting):
      if let length = head.headers.first(name: "content-length").flatMap(Int.init),
        length > limits.body
      {
        return end(tooLarge, context: context)
      }
      state = .receiving(head, [])
    case (.body(let part), .receiving(let head, var body)):
      guard body.count + part.readableBytes <= limits.body else {
        return end(tooLarge, context: context)
      }
      state = .waiting
      body.append(contentsOf: part.readableBytesView)
      state = .receiving(head, body)
    case (.end, .receiving(let head, let body)):
      state = .answering
      answer(head, body, context: context)
    case (_, .ending): break
    // A second request before the first is answered, which no browser sends.
    case (_, .answering), (_, .waiting), (.head, .receiving): context.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // The handler before this one has already answered invalid HTTP.
    context.close(promise: nil)
  }

  private var tooLarge: SiteAnswer {
    .sentence("A request may have \(limits.body) bytes at most.", status: 413)
  }

  private func answer(_ head: HTTPRequestHead, _ body: [UInt8], context: ChannelHandlerContext) {
    let request = SiteRequest(head, body: body)
    let site = site
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    let open = open
    open.beginAnswer()
    let task = Task(executorPreference: AnsweringThreads.shared) {
      defer { open.endAnswer() }
      let answer = await site.answer(request)
      loop.execute {
        let (connection, context) = bound.value
        guard context.channel.isActive, case .answering = connection.state else { return }
        connection.send(answer, keepAlive: head.isKeepAlive, context: context)
      }
    }
    computation = task
    timer?.cancel()
    timer = loop.assumeIsolated().scheduleTask(in: limits.computation) { task.cancel() }
  }

  /// Sends an answer, then waits for the next request or closes the connection.
  private func send(_ answer: SiteAnswer, keepAlive: Bool, context: ChannelHandlerContext) {
    computation = nil
    var headers = HTTPHeaders()
    for (name, value) in SiteAnswer.commonHeaders.merging(answer.headers, uniquingKeysWith: { $1 })
    {
      headers.add(name: name, value: value)
    }
    headers.add(name: "Content-Type", value: answer.contentType)
    headers.add(name: "Content-Length", value: String(answer.body.count))
    if !keepAlive { headers.add(name: "Connection", value: "close") }
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(
      wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: answer.body)))),
      promise: nil)
    let sent = context.eventLoop.makePromise(of: Void.self)
    wait(limits.delivery, context: context)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    sent.futureResult.whenComplete { _ in
      let (connection, context) = bound.value
      if case .ending = connection.state, context.channel.isActive {
        // If the connection were closed at once, data still being received would discard the answer
        // in transit.
        context.close(mode: .output, promise: nil)
        return connection.wait(connection.limits.parting, context: context)
      }
      guard keepAlive, context.channel.isActive else { return context.close(promise: nil) }
      connection.state = .waiting
      connection.wait(connection.limits.patience, context: context)
    }
  }

  /// Sends the last answer of the connection.
  private func end(_ answer: SiteAnswer, context: ChannelHandlerContext) {
    state = .ending
    send(answer, keepAlive: false, context: context)
  }

  /// Closes the connection if nothing happens within `time`.
  private func wait(_ time: TimeAmount, context: ChannelHandlerContext) {
    timer?.cancel()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: time) { bound.value.close(promise: nil) }
  }
}

extension SiteRequest {
  init(_ head: HTTPRequestHead, body: [UInt8]) {
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(method: head.method.rawValue, path: parts.first.map(String.init) ?? "/", body: body)
    for pair in parts.dropFirst().joined().split(separator: "&").prefix(32) {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      query[String(sides[0])] = sides.count > 1 ? Self.unescaped(sides[1]) : ""
    }
    for (name, value) in head.headers { headers[name.lowercased()] = value }
  }

  /// Text with %XX escapes decoded; unchanged if the bytes are not valid text.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%"), let digits = String(rest.prefix(2)),
        digits.utf8.count == 2, let value = UInt8(digits, radix: 16)
      else {
        bytes.append(byte)
        continue
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self) ?? String(text)
  }
}
