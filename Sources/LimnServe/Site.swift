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

  /// - Parameters:
  ///   - model: what is explained.
  ///   - shown: the names of the methods that are shown at first.
  ///   - host: the name or number under which the page is served.
  ///   - version: Limn's.
  /// - Throws: `EncodingError`.
  public init(_ model: ExplainedModel, shown: [String], host: String, version: String) throws {
    gate = Gate(token: Gate.newToken(), host: host.lowercased())
    served = model
    page = try LivePage.document(PageSetup(model, shown: shown, version: version))
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
    case (_, "/"), (_, "/api/explain"), (_, "/api/digit"):
      throw Refusal(405, "This address does not answer to \(request.method.prefix(16)).")
    default: throw Refusal(404, "There is nothing here.")
    }
  }

  private func explain(_ request: SiteRequest) async throws -> SiteAnswer {
    let question = try JSON.decode(Question.self, from: request.body)
    try question.check()
    let model = served
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
