import CLivePage
import LimnGraphics

/// The page that is sent to a browser: one document with its style, its script and its setup.
enum LivePage {
  /// - Throws: `EncodingError`.
  static func document(_ setup: PageSetup) throws -> [UInt8] {
    let parts = [
      "style": bytes(limn_live_css()), "script": bytes(limn_live_js()),
      "setup": scriptSafe(try JSON.encode(setup)),
    ]
    var rest = String(decoding: bytes(limn_live_html()), as: UTF8.self)[...]
    var document: [UInt8] = []
    while let open = rest.firstRange(of: "{{"), let close = rest.firstRange(of: "}}") {
      document += Array(rest[..<open.lowerBound].utf8)
      let name = String(rest[open.upperBound..<close.lowerBound])
      guard let part = parts[name] else { preconditionFailure("the page asks for \(name)") }
      document += part
      rest = rest[close.upperBound...]
    }
    return document + Array(rest.utf8)
  }

  private static func bytes(_ text: limn_live_text) -> [UInt8] {
    Array(UnsafeBufferPointer(start: text.start, count: text.count))
  }

  /// JSON escaped for a script element, so that no text in it can close the element. In JSON, the
  /// escaped bytes occur only in strings.
  private static func scriptSafe(_ json: [UInt8]) -> [UInt8] {
    json.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"):
        Array("\\u00\(String(byte, radix: 16))".utf8)
      default: [byte]
      }
    }
  }
}
