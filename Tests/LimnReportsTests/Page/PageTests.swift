import LimnCore
import LimnReports
import Testing

/// The page, as a file and in a browser.
@Suite struct PageTests {
  let place: TemporaryFolder
  let page: String

  private static let hostile = #"</script><img src=x onerror="document.title='taken'">&amp;"#

  init() throws {
    place = try TemporaryFolder()
    let network = try Batches.network()
    let report = try BatchReport(
      model: ReportModel(network, name: "model \(Self.hostile)"),
      inputs: ReportInputs(digits: 100..<400), baseline: "zeros \(Self.hostile)",
      methods: Batches.methods(network),
      page: PageContent(
        title: "Digits \(Self.hostile)", modelFacts: [.init("layers", Self.hostile)],
        classNames: (0..<10).map { "<i>\($0)</i>" }), version: "test")
    _ = try report.run(to: "\(place.path)/run", workers: 2)
    page = String(decoding: try FileBytes.read("\(place.path)/run/index.html"), as: UTF8.self)
  }

  @Test func oneFileThatAsksForNothing() {
    #expect(page.hasPrefix("<!doctype html>"))
    #expect(!page.contains("{{"), "a place for data is left open")
    for reference in ["http://", "https://", "src=\"", "@import", "url("] {
      #expect(!page.contains(reference), "\(reference)")
    }
  }

  /// Text from outside stands in the title and in JSON, and closes neither.
  @Test func hostileTextIsEscaped() {
    #expect(!page.contains("<img"))
    #expect(page.matches(of: /<script/).count == 3)
    #expect(page.matches(of: /<\/script>/).count == 3)
    #expect(page.contains("\\u003c/script\\u003e") || page.contains("\\u003c\\/script\\u003e"))
  }

  @Test(.enabled(if: Browser.path != nil, Browser.absence))
  func worksInABrowser() throws {
    let head = page.replacing("<style>", with: Probe.watch + "<style>", maxReplacements: 1)
    let path = "\(place.path)/probe.html"
    try AtomicFile.write(Array((head + Probe.use).utf8), to: path)
    let document = try Browser.document(of: path, in: place)
    let start = try #require(document.firstRange(of: "<pre id=\"probe\">"), "the probe did not run")
    let rest = document[start.upperBound...]
    let end = try #require(rest.firstRange(of: "</pre>"))
    let lines = rest[..<end.lowerBound].split(separator: "\n")
    #expect(lines.last == "errors []")
    for line in lines.dropLast() { #expect(line.hasPrefix("ok "), "\(line)") }
    #expect(lines.count == 20)
  }
}
