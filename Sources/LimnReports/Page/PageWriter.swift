import CReportPage
import LimnCore
import LimnFigures

/// Writes `index.html`: the page with its style, its script and its data in one file.
///
/// Values of the selected rows are written as they are read, so memory does not grow with their
/// number times their size.
struct PageWriter {
  let plan: RunPlan
  let content: PageContent
  let summary: ReportSummary
  let digest: BatchDigest
  let evaluation: SampleEvaluation?
  let selection: PageSelection
  let pictures: [TablePicture]

  /// - Throws: `FileError`, `CancellationError`, and what `chunk` throws.
  func write(to path: String, share: Work.Share, chunk: (Int) throws -> Chunk) throws {
    defer { share.finish() }
    var file = try PartialFile(path: path)
    var template = PageTemplate()
    let title = PageText.html(content.title)
    try file.append(template.upTo("title") + title)
    try file.append(template.upTo("style") + PageTemplate.style)
    try file.append(template.upTo("values"))
    var layout = PageRows(plan: plan, digest: digest, names: content.rowNames)
    var stream = Base64Stream()
    try forEachSelectedRow(share.work, chunk) { chunk, offset, row in
      try file.append(stream.append(layout.append(chunk, offset: offset, row: row)))
    }
    try file.append(stream.end())
    let document = PageDocument(
      content: content, summary: summary, digest: digest, evaluation: evaluation, rows: layout,
      pictures: pictures)
    try file.append(template.upTo("report") + PageText.scriptSafe(try document.json()))
    try file.append(template.upTo("script") + PageTemplate.script)
    try file.append(template.rest)
    try file.commit()
  }

  private func forEachSelectedRow(
    _ work: Work, _ chunk: (Int) throws -> Chunk, _ body: (Chunk, Int, Int) throws -> Void
  ) throws {
    var current: Chunk?
    for (place, row) in selection.rows.enumerated() {
      try work.checkpoint(done: place, of: selection.rows.count)
      let index = row / plan.chunkRows
      if current?.index != index { current = try chunk(index) }
      if let current { try body(current, row % plan.chunkRows, row) }
    }
  }
}

/// The page without its data, in pieces.
struct PageTemplate {
  private(set) var rest = Self.bytes(limn_page_html())

  static var style: [UInt8] { bytes(limn_page_css()) }
  static var script: [UInt8] { bytes(limn_page_js()) }

  /// The text up to the next placeholder, which must be `{{name}}`.
  mutating func upTo(_ name: String) -> [UInt8] {
    let mark = Array("{{\(name)}}".utf8)
    var start = 0
    while start + mark.count <= rest.count, !rest[start...].starts(with: mark) { start += 1 }
    precondition(start + mark.count <= rest.count, "the page has no place for \(name)")
    defer { rest.removeFirst(start + mark.count) }
    return Array(rest[..<start])
  }

  private static func bytes(_ text: limn_page_text) -> [UInt8] {
    Array(UnsafeBufferPointer(start: text.start, count: text.count))
  }
}

/// Escaping of external text in a page.
enum PageText {
  /// Text escaped for the content of an element.
  static func html(_ text: String) -> [UInt8] {
    text.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "&"): Array("&amp;".utf8)
      case UInt8(ascii: "<"): Array("&lt;".utf8)
      case UInt8(ascii: ">"): Array("&gt;".utf8)
      default: [byte]
      }
    }
  }

  /// JSON escaped for a script element, so that no text in it can close the element. In JSON, the
  /// escaped bytes occur only in strings.
  static func scriptSafe(_ json: [UInt8]) -> [UInt8] {
    json.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "&"): Array("\\u0026".utf8)
      case UInt8(ascii: "<"): Array("\\u003c".utf8)
      case UInt8(ascii: ">"): Array("\\u003e".utf8)
      default: [byte]
      }
    }
  }
}
