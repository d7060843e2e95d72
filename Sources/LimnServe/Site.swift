import LimnCore
import LimnData
import LimnONNX
import Synchronization

/// What the addresses of the live page answer. It knows nothing of sockets, and computes nothing that
/// the library does not.
public final class Site: Sendable {
  let gate: Gate
  private let served: ExplainedModel
  private let page: [UInt8]
  private let lanes = Lanes(availableWorkers)
  private let visitors = Visitors()
  private let trainings: Trainings

  /// - Parameters:
  ///   - model: what is explained.
  ///   - table: of a model that takes no picture, the rows that a page may start from.
  ///   - arguments: by which options the command line takes this model; for the page to say.
  ///   - shown: the names of the methods that are shown at first.
  ///   - host: the name or number under which the page is served.
  ///   - version: Limn's.
  /// - Throws: `EncodingError`.
  public convenience init(
    _ model: ExplainedModel, table: ServedTable? = nil, arguments: [String] = [], shown: [String],
    host: String,
    version: String
  ) throws {
    try self.init(
      model, table: table, arguments: arguments, shown: shown, host: host, version: version,
      trainingPatience: LiveTraining.patience)
  }

  /// - Parameter trainingPatience: for a training that nobody looks at.
  init(
    _ model: ExplainedModel, table: ServedTable?, arguments: [String], shown: [String],
    host: String,
    version: String,
    trainingPatience: Duration
  ) throws {
    trainings = Trainings(patience: trainingPatience)
    gate = Gate(token: Gate.newToken(), host: host.lowercased())
    served = model
    page = try LivePage.document(
      PageSetup(model, table: table, arguments: arguments, shown: shown, version: version))
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

  private func route(_ request: SiteRequest) async throws -> SiteAnswer {
    switch (request.method, request.path) {
    case ("GET", "/"): return .page(page)
    case ("POST", "/api/explain"): return try await explain(request)
    case ("GET", "/api/digit"): return try digit(request)
    case ("GET", "/api/exciting"): return try await exciting(request)
    case ("POST", "/api/training"):
      try trainings.start(try JSON.decode(TrainingSettings.self, from: request.body))
      return .json(Array("{}".utf8))
    case ("POST", "/api/training/order"):
      try trainings.take(try JSON.decode(TrainingOrder.self, from: request.body))
      return .json(Array("{}".utf8))
    case ("GET", "/api/training"): return try await frame(request)
    case ("GET", "/api/training/model"): return try trainings.modelFile()
    case (_, "/"), (_, "/api/explain"), (_, "/api/digit"), (_, "/api/exciting"),
      (_, "/api/training"),
      (_, "/api/training/order"), (_, "/api/training/model"):
      throw Refusal(405, "This address does not answer to \(request.method.prefix(16)).")
    default: throw Refusal(404, "There is nothing here.")
    }
  }

  private func explain(_ request: SiteRequest) async throws -> SiteAnswer {
    let question = try JSON.decode(Question.self, from: request.body)
    try question.check()
    let model = try question.isOfTrained == true ? trained(only: question.methods) : served
    let lanes = lanes
    do {
      let answer = try await visitors.answer(question.visitor, number: question.number) {
        try await lanes.run {
          try await Work.detached(workers: 1) { work in
            try model.explanation(of: question, work: work)
          }
        }
      }
      return .json(try JSON.encode(answer))
    } catch let refusal as Refusal where refusal == .superseded {
      // No failure, and a browser's console lists none.
      return .json(Array(#"{"superseded":true}"#.utf8))
    }
  }

  /// The network that was trained here, with the methods that are asked for.
  private func trained(only names: [String] = []) throws -> ExplainedModel {
    served.with(
      network: try trainings.current().network, name: LiveTraining.networkName, only: names)
  }

  private func frame(_ request: SiteRequest) async throws -> SiteAnswer {
    let training = try trainings.current()
    let seen = request.query["after"].flatMap(Int.init) ?? 0
    return .json(
      try await Work.detached(workers: 1) { _ in try JSON.encode(try training.frame(after: seen)) })
  }

  private func exciting(_ request: SiteRequest) async throws -> SiteAnswer {
    let model = try request.query["trained"] == nil ? served : trained()
    guard let stage = request.query["stage"].flatMap(Int.init),
      let unit = request.query["unit"].flatMap(Int.init)
    else { throw Refusal(400, "stage and unit: two numbers are expected.") }
    let lanes = lanes
    return .json(
      try await lanes.run {
        try await Work.detached(workers: 1) { _ in
          try JSON.encode(try ExcitingDigit.all(for: unit, ofStage: stage, in: model.network))
        }
      })
  }

  /// Ends what goes on without a question: the training.
  func stop() { trainings.stop() }

  private func digit(_ request: SiteRequest) throws -> SiteAnswer {
    let digits = Digits.all
    guard let index = request.query["index"].flatMap(Int.init),
      digits.labels.indices.contains(index)
    else { throw Refusal(404, "The embedded digits are 0 to \(digits.count - 1).") }
    return .json(
      try JSON.encode(
        ServedDigit(values: Array(digits.inputs[row: index]), label: digits.labels[index])))
  }

  private struct ServedDigit: Encodable {
    let values: [Float]
    let label: Int
  }

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

extension Site {
  /// How many questions are open.
  var openQuestions: Int { visitors.count }
}
