/// An error of serving a page.
public enum ServeError: Error, Equatable {
  /// The server cannot listen at the address; the reason is the system's message.
  case cannotListen(host: String, port: Int, reason: String)
}

extension ServeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cannotListen(let host, let port, let reason):
      "cannot serve at \(host), port \(port) (\(reason))."
    }
  }
}
