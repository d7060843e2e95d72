/// Access control. A page on another site can make a browser on this machine send requests here,
/// but it does not know the token and cannot pretend to be this address.
///
/// An attacker's name that resolves to 127.0.0.1 (DNS rebinding) shows in `Host`; a request from a
/// foreign page shows in `Origin`; and nothing is computed without the token, which is only in the
/// printed address.
struct Gate: Sendable {
  let token: String
  /// The configured host name of the server, in lower case.
  let host: String

  /// A 128-bit token from the system's random generator. It is not a result, so it must not be
  /// reproducible.
  static func newToken() -> String {
    var source = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(source.next() as UInt64, radix: 36)
      return String(repeating: "0", count: 13 - digits.count) + digits
    }.joined()
  }

  private static let loopback: Set = ["localhost", "127.0.0.1", "::1"]
  private static let everywhere: Set = ["0.0.0.0", "::"]

  /// Whether an address is reachable only from this machine.
  static func isLoopback(_ host: String) -> Bool {
    loopback.contains(host.lowercased())
      || (isIPv4(host) && host.hasPrefix("127."))
  }

  /// - Throws: ``Refusal`` for a request from elsewhere.
  func check(_ request: SiteRequest) throws(Refusal) {
    guard let named = request.headers["host"], let name = Self.name(inHost: named),
      isOurs(name)
    else {
      throw Refusal(
        421, "This server answers under the address that it printed, and under no other name.")
    }
    if let origin = request.headers["origin"], origin.lowercased() != "http://\(named.lowercased())"
    {
      throw Refusal(403, "A page from another site may not use this server.")
    }
    let given = request.headers["x-limn-token"] ?? request.query["token"] ?? ""
    guard Self.areEqual(given, token) else {
      throw Refusal(
        403, "Open the address that limn serve printed, with the token in it: this one has another."
      )
    }
  }

  private func isOurs(_ name: String) -> Bool {
    if name == host { return true }
    if Self.isLoopback(host) { return Self.loopback.contains(name) }
    // When serving a network, the machine has addresses that are not configured. Numeric addresses
    // cannot be rebound, so they are accepted.
    guard Self.everywhere.contains(host) else { return false }
    return Self.loopback.contains(name) || Self.isIPv4(name) || name.contains(":")
  }

  /// The name without its port: "[::1]:8080" gives "::1".
  private static func name(inHost text: String) -> String? {
    let text = text.lowercased()
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      return String(text[text.index(after: text.startIndex)..<end])
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty else { return nil }
    return String(parts[0])
  }

  private static func isIPv4(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Whether two texts are equal, in a time that does not depend on the position of a difference.
  private static func areEqual(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    return a.count == b.count && zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
