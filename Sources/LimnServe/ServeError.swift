/// What can be wrong with serving a page.
public enum ServeError: Error, Equatable {
  /// The address cannot be listened at; the system's own words.
  case cannotListen(host: String, port: Int, reason: String)
}

extension ServeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cannotListen(let host, let port, let reason):
      "nothing can be served at \(host) port \(port): \(reason)."
    }
  }
}
