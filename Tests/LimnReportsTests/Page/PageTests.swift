import LimnAttribution
import LimnCore
import LimnData
import LimnEvaluation
import LimnNetwork
import LimnReports
import LimnTraining
import Testing

/// The page, as a file and in a browser.
@Suite struct PageTests {
  let place: TemporaryFolder
  let page: String

  private static let hostile = #"</script><img src=x onerror="document.title='taken'">&amp;"#

  /// Two methods with signs, one without.
  private static func methods(_ network: Network) throws -> [ReportMethod] {
    try Batches.methods(network) + [ReportMethod(Saliency(network), settings: [])]
  }

  init() throws {
    place = try TemporaryFolder()
    let network = try Batches.network()
    let report = try BatchReport(
      model: ReportModel(network, name: "model \(Self.hostile)"),
      inputs: ReportInputs(digits: 100..<400), baseline: "zeros \(Self.hostile)",
      methods: Self.methods(network), evaluation: ReportEvaluation(rows: 8),
      page: PageContent(
        title: "Digits \(Self.hostile)", modelFacts: [.init("layers", Self.hostile)],
        classNames: (0..<10).map { "<i>\($0)</i>" }), version: "test")
    _ = try report.run(to: "\(place.path)/run", work: Work(workers: 2))
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
    let lines = try Browser.probe(
      page, in: place, Probe.use.replacing("{{agreement}}", with: agreementOfDigit100()))
    #expect(lines.last == "errors []")
    for line in lines.dropLast() { #expect(line.hasPrefix("ok "), "\(line)") }
    #expect(lines.count == 27)
  }

  /// What the page should say of each two methods on the first digit.
  private func agreementOfDigit100() throws -> String {
    let network = try Batches.network()
    let input = Digits.all.inputs.rows(100..<101)
    let target = network.scores(of: input).argmaxOfRows()[0]
    let attributions = try Self.methods(network).map {
      try $0.attributor.attribution(of: Array(input[row: 0]), objective: .logit(target))
    }
    func tenths(_ value: MetricValue) -> String {
      value.number.map { "\(Int((10 * $0).rounded())) of 10" } ?? "–"
    }
    return try [(0, 1), (0, 2), (1, 2)].map { first, second in
      let scores = try MethodAgreement().scores(of: attributions[first], attributions[second])
      let correlation = try #require(scores.rankCorrelation.number)
      // To the hundredths, as the page says it.
      let hundredths = Int((abs(correlation) * 100).rounded())
      let digits = String(hundredths % 100 + 100).dropFirst()
      return
        "\(correlation < 0 ? "−" : "")\(hundredths / 100).\(digits)|\(tenths(scores.topOverlap))|"
        + tenths(scores.signAgreement)
    }.joined(separator: "|")
  }

  /// Inputs without a picture are bars with their features' names.
  @Test(.enabled(if: Browser.path != nil, Browser.absence))
  func vectorsAreBars() throws {
    let network = try NetworkArchitecture(inputShape: .vector(4), hidden: [5], classCount: 3)
      .network(seed: 1)
    let path = "\(place.path)/rows.csv"
    var stream = RandomStream(seed: 1)
    let lines = (0..<10).map { _ in
      (0..<4).map { _ in "\(Float(stream.normal()))" }.joined(separator: ",")
    }
    try AtomicFile.write(
      Array((["<b>a</b>,b,c,"] + lines).joined(separator: "\n").utf8), to: path)
    let inputs = try ReportInputs(try InputFile(path: path, shape: network.inputShape))
    let report = try BatchReport(
      model: ReportModel(network, name: "vectors"),
      inputs: inputs, baseline: "zeros", methods: Batches.methods(network),
      page: PageContent(title: "Vectors", featureNames: inputs.featureNames ?? []),
      version: "test")
    _ = try report.run(to: "\(place.path)/vectors", work: Work(workers: 1))
    let values = try NPYFile(path: "\(place.path)/vectors/attributions/integrated-gradients.npy")
      .matrix()
    let names = ["<b>a</b>", "b", "c", "feature 3"]
    let signs = (0..<4).map { "\(names[$0]) \(values[2, $0] > 0 ? "right" : "left")" }
      .joined(separator: ",")
    let page = String(
      decoding: try FileBytes.read("\(place.path)/vectors/index.html"), as: UTF8.self)
    let found = try Browser.probe(
      page, in: place, Probe.vectors.replacing("{{signs}}", with: signs))
    #expect(found.last == "errors []")
    for line in found.dropLast() { #expect(line.hasPrefix("ok "), "\(line)") }
    #expect(found.count == 10)
  }
}
