import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Synchronization

/// Answers the requests of the live page. It knows nothing of sockets, and all numbers come from
/// the library.
public final class Site: Sendable {
  let gate: Gate
  private let scenes: Scenes
  private let lanes = Lanes(availableWorkers)
  private let visitors = Visitors()
  private let trainings: Trainings

  /// The contents of a site besides its model.
  public struct Contents: Sendable {
    /// For a model that does not take pictures, the rows from which a page can start.
    public var table: ServedTable?
    /// The training data; if missing, the embedded digits, for a model that takes them.
    public var ground: TrainingGround?
    /// A model to compare with the served one, with the same numbers of inputs and outputs.
    public var other: ExplainedModel?
    /// The options that select the served model on the command line, as shown on the page.
    public var arguments: [String] = []
    /// Whether the served model is untrained, so that it has no file.
    public var isUntrained = false
    /// The names of the methods shown at first.
    public var shown: [String] = []
    public var record = Record()
    /// The other training data, if a page may choose any.
    public var otherData: OtherData?

    public init() {}
  }

  /// The texts of a saved picture, as in those of `limn explain`.
  public struct Record: Sendable {
    /// Returns the name of the baseline of the methods with the given names.
    public var baseline: @Sendable (_ methods: [String]) -> String = { _ in "zeros" }
    /// The seed of the methods that sample.
    public var seed: UInt64 = 0

    public init() {}
  }

  /// - Parameters:
  ///   - model: the explained model.
  ///   - contents: the other contents of the site.
  ///   - host: the name or numeric address under which the page is served.
  ///   - version: the version of Limn.
  /// - Throws: `EncodingError`; ``Refusal`` for a comparison model that does not match the served
  ///   one.
  public convenience init(
    _ model: ExplainedModel, _ contents: Contents, host: String, version: String
  ) throws {
    try self.init(
      model, contents, host: host, version: version, trainingPatience: LiveTraining.patience)
  }

  /// - Parameter trainingPatience: the time after which a training that no page asks about ends.
  init(
    _ model: ExplainedModel, _ contents: Contents, host: String, version: String,
    trainingPatience: Duration
  ) throws {
    gate = Gate(token: Gate.newToken(), host: host.lowercased())
    trainings = Trainings(patience: trainingPatience)
    scenes = try Scenes(model, contents, version: version)
  }

  /// The token at the end of the page's address.
  public var token: String { gate.token }

  func answer(_ request: SiteRequest) async -> SiteAnswer {
    do {
      try gate.check(request)
      return try await route(request)
    } catch let refusal as Refusal {
      return refusal.answer
    } catch is CancellationError {
      return .sentence("The computation was stopped.", status: 503)
    } catch let error as DecodingError {
      return .sentence(Self.words(for: error), status: 400)
    } catch {
      return .sentence("\(error)", status: 422)
    }
  }

  /// The function that answers a method and a path.
  private typealias Handler = @Sendable (Site, SiteRequest) async throws -> SiteAnswer

  private static let routes: [String: [String: Handler]] = [
    "/": ["GET": { site, request in .page(try site.scene(request).page) }],
    "/api/explain": ["POST": { try await $0.explain($1) }],
    "/api/panel": ["POST": { try await $0.panel($1) }],
    "/api/example": ["GET": { try $0.example($1) }],
    "/api/picture": ["POST": { try await $0.picture($1) }],
    "/api/exciting": ["GET": { try await $0.exciting($1) }],
    "/api/other": ["POST": { try await $0.setBeside($1) }],
    "/api/training": [
      "GET": { try await $0.frame($1) },
      "POST": { site, request in
        try site.trainings.start(
          try JSON.decode(TrainingSettings.self, from: request.body), on: try site.scene(request))
        return .json(Array("{}".utf8))
      },
    ],
    "/api/training/order": [
      "POST": { site, request in
        try site.trainings.take(try JSON.decode(TrainingOrder.self, from: request.body))
        return .json(Array("{}".utf8))
      }
    ],
    "/api/training/model": [
      "GET": { site, request in try site.trainings.modelFile(of: try site.scene(request)) }
    ],
    "/api/data": ["POST": { try await $0.choose($1) }],
    "/api/data/columns": ["POST": { try await $0.columns($1) }],
  ]

  private func route(_ request: SiteRequest) async throws -> SiteAnswer {
    guard let methods = Self.routes[request.path] else {
      throw Refusal(404, "There is nothing here.")
    }
    guard let handler = methods[request.method] else {
      throw Refusal(405, "This address does not answer to \(request.method.prefix(16)).")
    }
    return try await handler(self, request)
  }

  /// The scene of the requesting page.
  ///
  /// - Throws: ``Refusal``.
  private func scene(_ request: SiteRequest) throws -> Scene {
    try scenes.named(request.query["data"] ?? "")
  }

  private func explain(_ request: SiteRequest) async throws -> SiteAnswer {
    let question = try JSON.decode(Question.self, from: request.body)
    try question.check()
    let model = try model(of: question, in: try scene(request))
    let lanes = lanes
    do {
      let answer = try await visitors.answer(question.visitor, number: question.number) {
        try await lanes.run {
          try await Work.detached(workers: 1) { work in
            try JSON.encode(try model.explanation(of: question, work: work))
          }
        }
      }
      return .json(answer)
    } catch let refusal as Refusal where refusal == .superseded {
      // This is not a failure, so that a browser's console does not list it as one.
      return .json(Array(#"{"superseded":true}"#.utf8))
    }
  }

  /// The model to which a question refers.
  ///
  /// - Throws: ``Refusal``.
  private func model(of question: Question, in scene: Scene) throws -> ExplainedModel {
    switch question.model ?? .served {
    case .served: scene.served
    case .trained: try trained(in: scene, only: question.methods)
    case .other: try scene.other.current(number: question.otherNumber)
    }
  }

  /// The network trained here, with the requested methods.
  private func trained(in scene: Scene, only names: [String] = []) throws -> ExplainedModel {
    scene.served.with(
      try trainings.current(of: scene).network, name: LiveTraining.networkName, only: names)
  }

  /// Computes on a thread of its own, once a lane is free.
  private func compute(
    _ body: @escaping @Sendable (Work) throws -> SiteAnswer
  ) async throws -> SiteAnswer {
    try await lanes.run { try await Work.detached(workers: 1) { try body($0) } }
  }

  private func panel(_ request: SiteRequest) async throws -> SiteAnswer {
    let asked = try JSON.decode(PanelQuestion.self, from: request.body)
    try asked.question.check()
    let scene = try scene(request)
    let model = try model(of: asked.question, in: scene)
    return try await compute { work in
      SiteAnswer(
        status: 200, contentType: "image/png",
        body: try model.panel(of: asked, record: scene.record, full: scene.full, work: work))
    }
  }

  private func setBeside(_ request: SiteRequest) async throws -> SiteAnswer {
    let name = request.query["name"] ?? "model.onnx"
    let (scene, bytes) = (try scene(request), request.body)
    return try await compute { _ in
      .json(try JSON.encode(try scene.other.set(bytes, named: name, beside: scene.served)))
    }
  }

  private func picture(_ request: SiteRequest) async throws -> SiteAnswer {
    let scene = try scene(request)
    return try await compute { _ in
      .json(
        try JSON.encode(
          try DroppedPicture(request, shape: scene.served.model.inputShape, full: scene.full)))
    }
  }

  private func columns(_ request: SiteRequest) async throws -> SiteAnswer {
    let (scenes, file) = (scenes, TableFile(request))
    return try await compute { _ in
      .json(try JSON.encode(["columns": try scenes.columns(of: file)]))
    }
  }

  private func choose(_ request: SiteRequest) async throws -> SiteAnswer {
    let (scenes, file) = (scenes, TableFile(request))
    let dropped = (request.query["drop"] ?? "").split(separator: ",").map { Int($0) }
    guard let label = request.query["label"].flatMap(Int.init), !dropped.contains(nil) else {
      throw Refusal(400, "label and drop: columns of the table are expected.")
    }
    return try await compute { _ in
      .json(
        try JSON.encode([
          "data": try scenes.choose(file, label: label, dropped: dropped.compactMap { $0 })
        ]))
    }
  }

  /// Answers with the state of the training, on a separate thread, so that it does not wait for
  /// explanations.
  private func frame(_ request: SiteRequest) async throws -> SiteAnswer {
    let trainings = trainings
    // The number of epochs seen of each run, or one number for all runs.
    let seen = (request.query["after"] ?? "0").split(separator: ",").map { Int($0) ?? 0 }
    let (page, scene) = (request.query["page"], try scene(request))
    return .json(
      try await Work.detached(workers: 1) { _ in
        try trainings.frame(after: seen, for: page, of: scene)
      })
  }

  private func exciting(_ request: SiteRequest) async throws -> SiteAnswer {
    let scene = try scene(request)
    let model =
      switch request.query["model"] {
      case "trained": try trained(in: scene)
      case "other": try scene.other.current(number: request.query["other"].flatMap(Int.init))
      default: scene.served
      }
    guard let number = request.query["stage"].flatMap(Int.init),
      let unit = request.query["unit"].flatMap(Int.init)
    else { throw Refusal(400, "stage and unit: two numbers are expected.") }
    let (network, row) = try model.row(number)
    guard let examples = scene.examples, network.inputShape.count == examples.inputs.columns else {
      throw Refusal(400, "There are no examples here.")
    }
    // For feature maps, the request is about a complete map.
    let size = row.shape.rank == 3 ? row.shape.sizes[1] * row.shape.sizes[2] : 1
    guard (0..<row.shape.count / size).contains(unit) else {
      throw Refusal(400, "The network has no unit \(unit) in row \(number).")
    }
    return try await compute { _ in
      .json(
        try JSON.encode(
          examples.exciting(unit * size..<(unit + 1) * size, of: row, in: network)))
    }
  }

  private func example(_ request: SiteRequest) throws -> SiteAnswer {
    guard let examples = try scene(request).examples else {
      throw Refusal(404, "There are no examples here.")
    }
    guard let index = request.query["index"].flatMap(Int.init),
      (0..<examples.count).contains(index)
    else { throw Refusal(404, "The examples are 0 to \(examples.count - 1).") }
    return .json(try JSON.encode(examples[index]))
  }

  /// Ends the training, which runs without requests.
  func stop() { trainings.stop() }

  /// Whether a network is being trained; asking does not extend the training.
  var isTraining: Bool { trainings.isRunning }

  /// The number of open questions.
  var openQuestions: Int { visitors.count }

  private static func words(for error: DecodingError) -> String {
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
      context = found
    case .keyNotFound(let key, _):
      return "The question has no \(key.stringValue)."
    @unknown default: return "The question is not one that this server expects."
    }
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return place.isEmpty ? "The question is not JSON." : "\(place) is not what this server expects."
  }
}

extension TableFile {
  /// An uploaded table: its name in the query, and its text as the body.
  init(_ request: SiteRequest) {
    self.init(name: request.query["name"] ?? "data.csv", bytes: request.body)
  }
}
