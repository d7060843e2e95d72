/// A browser's request, independent of the transport.
struct SiteRequest: Sendable {
  var method: String
  /// The path without the query: "/api/explain".
  var path: String
  var query: [String: String] = [:]
  /// The headers by lowercase name; the last one if a header is repeated.
  var headers: [String: String] = [:]
  var body: [UInt8] = []
}

/// The answer to a request.
struct SiteAnswer: Sendable, Equatable {
  var status: Int
  var contentType: String
  var body: [UInt8]
  /// The headers in addition to those of every answer.
  var headers: [String: String] = [:]

  /// An answer with a sentence for the user.
  static func sentence(_ text: String, status: Int) -> SiteAnswer {
    SiteAnswer(
      status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
  }

  static func json(_ body: [UInt8]) -> SiteAnswer {
    SiteAnswer(status: 200, contentType: "application/json", body: body)
  }

  static func page(_ body: [UInt8]) -> SiteAnswer {
    SiteAnswer(status: 200, contentType: "text/html; charset=utf-8", body: body)
  }

  /// The headers of every answer: it is not cached, and is only for this page.
  static let commonHeaders = [
    "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy":
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
      + "img-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
      + "frame-ancestors 'none'",
  ]
}

/// The refusal of a request: a status and a sentence.
struct Refusal: Error, Equatable {
  let status: Int
  let sentence: String

  init(_ status: Int, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  /// A newer state of the same page has replaced this one.
  static let superseded = Refusal(409, "A newer state of the page replaced this one.")

  var answer: SiteAnswer { .sentence(sentence, status: status) }
}
