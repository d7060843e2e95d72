import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Synchronization
import Testing

@testable import LimnServe

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the addresses answer, without a socket.
@Suite struct SiteTests {
  let site: Site
  let three = Array(Digits.all.inputs[row: 3])

  init() throws { site = try Sites.digits() }

  private struct Found: Decodable {
    struct Answer: Decodable {
      let label: Int?
      let probabilities: [Double]
    }
    struct Method: Decodable {
      let name: String
      let values: [Double]?
      let errors: [Double]?
      let gap: Double?
      let fault: String?
    }
    let prediction: Answer?
    let target: Int?
    let objective: String?
    let methods: [Method]
    let units: [[Float]]?
  }

  private func found(_ request: SiteRequest) async throws -> Found {
    let answer = await site.answer(request)
    try #require(answer.status == 200, "\(answer.text)")
    return try JSON.decode(Found.self, from: answer.body)
  }

  /// The numbers are those that the library gives, bit for bit.
  @Test func valuesAreTheLibrarys() async throws {
    let network = try EmbeddedModel.network()
    let answer = try await found(
      site.question(three, methods: ["integrated-gradients", "lime", "shap", "saliency"]))
    let prediction = try #require(answer.prediction)
    #expect(prediction.label == 3)
    #expect(answer.target == 3 && answer.objective == "logit of 3")
    #expect(answer.methods.count == 4)
    for (method, configuration) in zip(answer.methods, Sites.pillars) {
      let own = try await configuration.bound(to: network).attribution(
        of: three, objective: .logit(3))
      #expect(method.values == own.values, "\(method.name)")
      #expect(method.errors == own.standardErrors, "\(method.name)")
      #expect(method.gap == own.completenessGap, "\(method.name)")
    }
  }

  @Test func classAgainstClass() async throws {
    let answer = try await found(
      site.question(three, more: #","target":8,"against":3"#))
    #expect(answer.objective == "logit of 8 − logit of 3")
    let own = try await IntegratedGradients.Configuration().bound(to: try EmbeddedModel.network())
      .attribution(of: three, objective: .logit(8, against: 3))
    #expect(answer.methods[0].values == own.values)
  }

  /// Of a unit inside, what makes it give what it gives: its value is what the network's activations hold.
  @Test func aUnitIsExplainedInThePlaceOfAnOutput() async throws {
    let network = try EmbeddedModel.network()
    let answer = try await found(
      site.question(three, more: #","unit":{"stage":1,"unit":5},"looksInside":true"#))
    let values = try #require(answer.methods[0].values, "\(answer.methods)")
    let units = try #require(answer.units)
    #expect(units.map(\.count) == [64, 64, 10])
    let relu = try #require(network.stages.dropFirst().first?.layers.last)
    let row = network.activations(of: Matrix(row: three))[relu]
    #expect(units[1] == Array(row[row: 0]))
    let blank = network.activations(of: Matrix(row: [Float](repeating: 0, count: 64)))[relu]
    let change = Double(row[0, 5]) - Double(blank[0, 5])
    #expect(abs(values.reduce(0, +) - change) < 1e-4 * max(1, abs(change)))
    #expect(answer.prediction?.label == 3)
  }

  @Test func withoutInkNothingIsSaid() async throws {
    let answer = try await found(site.question([Float](repeating: 0, count: 64)))
    #expect(answer.prediction == nil && answer.methods.isEmpty)
  }

  @Test func aMethodThatCannotLeavesTheOthers() async throws {
    struct Broken: MethodConfiguration {
      static let method = "broken"
      func validate() throws {}
      func bound(to model: any Model) throws -> any Attributor {
        throw AttributionError.noGradients(method: Self.method)
      }
    }
    let site = try Sites.digits(adding: [Broken()])
    let answer = await site.answer(
      site.question(three, methods: ["broken", "integrated-gradients"]))
    let found = try JSON.decode(Found.self, from: answer.body)
    #expect(found.methods[0].fault != nil && found.methods[0].values == nil)
    #expect(found.methods[1].values?.count == 64)
  }

  @Test(arguments: [
    (#"{"visitor":"p","number":1,"values":[1,2],"methods":[]}"#, 400, "64 numbers are expected"),
    (
      #"{"visitor":"p","number":1,"values":[],"methods":["lime","lime"]}"#, 400,
      "none of them twice"
    ),
    (#"{"visitor":"","number":1,"values":[],"methods":[]}"#, 400, "visitor"),
    (#"{"visitor":"p","number":1,"values":["a"],"methods":[]}"#, 400, "values.Index 0"),
    (#"{"visitor":"p","number":1,"methods":[]}"#, 400, "has no values"),
    ("", 400, "not JSON"), ("[", 400, "not JSON"), ("\u{0}", 400, "not JSON"),
  ])
  func badQuestionsGetASentence(_ body: String, _ status: Int, _ words: String) async throws {
    let answer = await site.answer(site.request("POST", "/api/explain", body: body))
    #expect(answer.status == status)
    #expect(answer.text.contains(words), "\(answer.text)")
  }

  @Test func whatIsNoClassOrMethodIsRefused() async throws {
    for (more, words) in [
      (#","target":10"#, "class 10"), (#","target":3,"against":3"#, "itself"),
      (#","unit":{"stage":1,"unit":64}"#, "no unit 64"),
      (#","unit":{"stage":0,"unit":0}"#, "no unit"),
    ] {
      let answer = await site.answer(site.question(three, more: more))
      #expect([400, 422].contains(answer.status), "\(answer)")
      #expect(answer.text.contains(words), "\(answer.text)")
    }
    let answer = await site.answer(site.question(three, methods: ["mind-reading"]))
    #expect(answer.status == 400 && answer.text.contains("mind-reading"))
  }

  @Test func digitsAreServed() async throws {
    var request = site.request("GET", "/api/example")
    request.query["index"] = "17"
    let answer = await site.answer(request)
    #expect(answer.status == 200)
    #expect(answer.text.contains("\"label\":\(Digits.all.labels[17])"))
    for index in ["-1", "1797", "", "x"] {
      request.query["index"] = index
      #expect(await site.answer(request).status == 404)
    }
  }

  /// Another name for this machine, another site's page, another token: nobody of these is answered.
  @Test(arguments: [
    ("host", "evil.example:8080", 421), ("host", "", 421), ("origin", "http://evil.example", 403),
    ("origin", "null", 403), ("origin", "http://127.0.0.1:9090", 403), ("x-limn-token", "", 403),
    ("x-limn-token", "x", 403), ("host", "localhost.evil.example", 421),
  ])
  func strangersAreRefused(_ header: String, _ value: String, _ status: Int) async throws {
    for path in ["/", "/api/explain", "/api/example", "/nothing"] {
      var request = site.request("GET", path)
      request.headers[header] = value
      #expect(await site.answer(request).status == status, "\(path)")
    }
  }

  @Test func ownNamesAreAnswered() async throws {
    for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080"] {
      var request = site.request("GET", "/")
      request.headers["host"] = host
      #expect(await site.answer(request).status == 200, "\(host)")
      request.headers["origin"] = "http://\(host)"
      #expect(await site.answer(request).status == 200, "\(host)")
    }
  }

  @Test func tokensAreLongAndDifferent() throws {
    let tokens = try (0..<8).map { _ in try Sites.digits().token }
    #expect(Set(tokens).count == 8)
    #expect(tokens.allSatisfy { $0.count == 26 })
  }

  /// Only while a question is open is anything kept of a page.
  @Test func theNewestStateWins() async throws {
    let site = try Sites.digits(adding: [Endless.Configuration(test: #function)])
    let older = Task {
      await site.answer(site.question(three, methods: ["endless"], number: 1))
    }
    try await Endless.wait(#function, until: 1)
    #expect(site.openQuestions == 1)
    let other = await site.answer(site.question(three, visitor: "another"))
    #expect(other.status == 200, "another page is not disturbed")
    let newer = await site.answer(site.question(three, number: 2))
    #expect(newer.status == 200)
    #expect(await older.value.text == #"{"superseded":true}"#)
    #expect(Endless.running(#function) == 0)
    #expect(site.openQuestions == 0)
  }

  @Test func thePageIsWholeAndAsksForNothingElse() async throws {
    let page = await site.answer(site.request("GET", "/"))
    #expect(page.status == 200 && page.text.hasPrefix("<!doctype html>"))
    #expect(!page.text.contains("{{"), "a place for data is left open")
    for reference in ["http://", "https://", "src=", "@import", "url("] {
      #expect(!page.text.contains(reference), "\(reference)")
    }
    #expect(!page.text.contains(site.token), "the token stays in the address")
  }
}
