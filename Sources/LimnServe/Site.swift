import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Synchronization

/// What the addresses of the live page answer. It knows nothing of sockets, and computes nothing that
/// the library does not.
public final class Site: Sendable {
  let gate: Gate
  private let scenes: Scenes
  private let lanes = Lanes(availableWorkers)
  private let visitors = Visitors()
  private let trainings: Trainings

  /// What a site has beside its model.
  public struct Contents: Sendable {
    /// Of a model that takes no picture, the rows that a page may start from.
    public var table: ServedTable?
    /// What can be trained on; without it the embedded digits, for a model that takes them.
    public var ground: TrainingGround?
    /// A model to set beside the served one, of as many inputs and outputs.
    public var other: ExplainedModel?
    /// By which options the command line takes the served model; for the page to say.
    public var arguments: [String] = []
    /// Whether the served model has learnt nothing: it is a file of no one's.
    public var isUntrained = false
    /// The names of the methods that are shown at first.
    public var shown: [String] = []
    public var record = Record()
    /// What else may be trained on, where a page may choose that.
    public var otherData: OtherData?

    public init() {}
  }

  /// What a saved picture says, as those of `limn explain` do.
  public struct Record: Sendable {
    /// What "absent" means to methods, by their names.
    public var baseline: @Sendable (_ methods: [String]) -> String = { _ in "zeros" }
    /// Of the methods that sample.
    public var seed: UInt64 = 0

    public init() {}
  }

  /// - Parameters:
  ///   - model: what is explained.
  ///   - host: the name or number under which the page is served.
  ///   - version: Limn's.
  /// - Throws: `EncodingError`; ``Refusal`` for another model that does not go with the served one.
  public convenience init(
    _ model: ExplainedModel, _ contents: Contents, host: String, version: String
  ) throws {
    try self.init(
      model, contents, host: host, version: version, trainingPatience: LiveTraining.patience)
  }

  /// - Parameter trainingPatience: for a training that nobody looks at.
  init(
    _ model: ExplainedModel, _ contents: Contents, host: String, version: String,
    trainingPatience: Duration
  ) throws {
    gate = Gate(token: Gate.newToken(), host: host.lowercased())
    trainings = Trainings(patience: trainingPatience)
    scenes = try Scenes(model, contents, version: version)
  }

  /// What the address of the page ends in.
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

  /// What answers to a method and a path.
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

  /// What the page that asks is about.
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
      // No failure, and a browser's console lists none.
      return .json(Array(#"{"superseded":true}"#.utf8))
    }
  }

  /// The model that a question is about.
  ///
  /// - Throws: ``Refusal``.
  private func model(of question: Question, in scene: Scene) throws -> ExplainedModel {
    switch question.model ?? .served {
    case .served: scene.served
    case .trained: try trained(in: scene, only: question.methods)
    case .other: try scene.other.current(number: question.otherNumber)
    }
  }

  /// The network that was trained here, with the methods that are asked for.
  private func trained(in scene: Scene, only names: [String] = []) throws -> ExplainedModel {
    scene.served.with(
      try trainings.current(of: scene).network, name: LiveTraining.networkName, only: names)
  }

  /// Computes on a lane, on a thread of its own.
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

  /// Frames have a thread of their own: they wait for no explanation.
  private func frame(_ request: SiteRequest) async throws -> SiteAnswer {
    let trainings = trainings
    // So many epochs of each run; one number for all of them.
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
    // Of feature maps a whole one is asked for.
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

  /// Ends what goes on without a question: the training.
  func stop() { trainings.stop() }

  /// Whether a network is being trained, without looking at it.
  var isTraining: Bool { trainings.isRunning }

  /// How many questions are open.
  var openQuestions: Int { visitors.count }

  private static func words(for error: DecodingError) -> String {
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
      context = found
    case .keyNotFound(let key, _):
      return "The question has no \(key.stringValue)."
    @unknown default: return "The question is not what this server expects."
    }
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return place.isEmpty ? "The question is no JSON." : "\(place) is not what this server expects."
  }
}

extension TableFile {
  /// What a page sends: a name in its query, and the text.
  init(_ request: SiteRequest) {
    self.init(name: request.query["name"] ?? "data.csv", bytes: request.body)
  }
}
