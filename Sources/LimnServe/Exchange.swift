/// What a browser asks, whatever carried it.
struct SiteRequest: Sendable {
  var method: String
  /// Without the query: "/api/explain".
  var path: String
  var query: [String: String] = [:]
  /// By names in lower case; of a header that comes twice the last.
  var headers: [String: String] = [:]
  var body: [UInt8] = []
}

/// What it is answered.
struct SiteAnswer: Sendable, Equatable {
  var status: Int
  var contentType: String
  var body: [UInt8]
  /// Beside the ones that every answer has.
  var headers: [String: String] = [:]

  /// A sentence for a person.
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

  /// What every answer says of itself: it is of this moment, for this page, and nothing else.
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

/// A request that is refused: a status and a sentence.
struct Refusal: Error, Equatable {
  let status: Int
  let sentence: String

  init(_ status: Int, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  /// A newer state of the same page has taken this one's place.
  static let superseded = Refusal(409, "A newer state of the page took the place of this one.")

  var answer: SiteAnswer { .sentence(sentence, status: status) }
}
