import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import LimnTraining
import Synchronization
import Testing

@testable import LimnServe

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Sites as the tests serve them.
enum Sites {
  static let pillars: [any MethodConfiguration] = [
    IntegratedGradients.Configuration(), LIME.Configuration(seed: 0), SHAP.Configuration(seed: 0),
    Saliency.Configuration(),
  ]

  static func digits(
    adding methods: [any MethodConfiguration] = [], trainingPatience: Duration = .seconds(600)
  ) throws -> Site {
    try site(
      ExplainedModel(
        name: EmbeddedModel.name, model: try EmbeddedModel.network(), methods: pillars + methods),
      trainingPatience: trainingPatience)
  }

  /// A site of a model with the first three methods shown.
  static func site(
    _ model: ExplainedModel, trainingPatience: Duration = .seconds(600),
    _ change: (inout Site.Contents) -> Void = { _ in }
  ) throws -> Site {
    var contents = Site.Contents()
    contents.shown = ["integrated-gradients", "lime", "shap"]
    change(&contents)
    return try Site(
      model, contents, host: "127.0.0.1", version: "test", trainingPatience: trainingPatience)
  }

  /// A small network with a convolution, trained on nothing.
  static func convolutional() throws -> Network {
    try NetworkArchitecture(
      inputShape: Digits.inputShape, inputFactor: 1 / Digits.fullInk,
      layers: LayerItem.list("conv4x3,relu,maxpool2,dense16,relu"), classCount: 10
    ).network(seed: 1)
  }
}

extension Site {
  /// A request as the page sends it.
  func request(_ method: String = "GET", _ path: String, body: String = "") -> SiteRequest {
    SiteRequest(
      method: method, path: path,
      headers: ["host": "127.0.0.1:8080", "x-limn-token": token], body: Array(body.utf8))
  }

  /// The question about an embedded digit, or about values.
  func question(
    _ values: [Float], methods: [String] = ["integrated-gradients"], visitor: String = "page",
    number: Int = 1, more: String = ""
  ) -> SiteRequest {
    let names = methods.map { "\"\($0)\"" }.joined(separator: ",")
    return request(
      "POST", "/api/explain",
      body:
        #"{"visitor":"\#(visitor)","number":\#(number),"values":\#(values),"methods":[\#(names)]\#(more)}"#
    )
  }
}

extension SiteAnswer {
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// A method that goes on until it is cancelled, and says so.
struct Endless: Attributor {
  struct Configuration: MethodConfiguration {
    static let method = "endless"
    /// Which test it belongs to.
    let test: String
    func validate() throws {}
    func bound(to model: any Model) throws -> any Attributor { Endless(test: test) }
  }

  let test: String
  let name = Configuration.method
  private static let counts = Mutex<[String: Int]>([:])

  /// How many are running now.
  static func running(_ test: String) -> Int { counts.withLock { $0[test] ?? 0 } }

  /// Waits for so many to be running.
  static func wait(_ test: String, until number: Int) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while running(test) != number {
      try #require(ContinuousClock.now < end, "\(running(test)) are running, not \(number)")
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws -> [Attribution]
  {
    Self.counts.withLock { $0[test, default: 0] += 1 }
    defer { Self.counts.withLock { $0[test, default: 0] -= 1 } }
    while true {
      try work.checkpoint()
      usleep(1000)
    }
  }
}

/// Runs what blocks on a thread that is none of the tasks' pool: there the server answers.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws
  -> Result
{
  try await Work.detached(workers: 1) { _ in try body() }
}
