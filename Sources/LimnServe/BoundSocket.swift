import LimnText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A socket at an address of this machine. Child processes do not inherit it: a browser that
/// outlives the server would keep the port open, and requests to it would wait forever.
enum BoundSocket {
  /// - Returns: the socket's descriptor.
  /// - Throws: ``ServeError``.
  static func open(host: String, port: Int) throws -> Int32 {
    func failure(_ reason: UnsafePointer<CChar>?) -> ServeError {
      let words = reason.map { String(cString: $0) } ?? "unknown reason"
      return .cannotListen(host: host.shown(), port: port, reason: words.lowercased())
    }
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    #if canImport(Darwin)
      hints.ai_socktype = SOCK_STREAM
    #else
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #endif
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &found)
    guard code == 0, let address = found?.pointee else { throw failure(gai_strerror(code)) }
    defer { freeaddrinfo(found) }
    let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
    guard descriptor >= 0 else { throw failure(strerror(errno)) }
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size) == 0,
      bind(descriptor, address.ai_addr, address.ai_addrlen) == 0
    else {
      let error = failure(strerror(errno))
      close(descriptor)
      throw error
    }
    return descriptor
  }
}
