import LimnCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The line in which a predictor may describe itself before its first frame: one JSON object, in
/// which every field is optional.
///
/// ```json
/// {"outputs": ["setosa", "versicolor"], "link": "softmax", "scores": "probabilities", "features":
/// ["length"]}
/// ```
struct Introduction: Decodable, Equatable {
  /// A name for each score.
  var outputs: [String]?
  /// The name of each value in a row, in the order the predictor expects.
  var features: [String]?
  var link: OutputSchema.Link?
  /// Whether the frames hold the link's inputs or its outputs; `nil` means its outputs.
  var scores: ScoreKind?
  var task: OutputSchema.Task?

  /// The maximum length of the line, in bytes.
  static let mostBytes = 1 << 22

  /// - Throws: ``Unreadable``.
  init(line: ArraySlice<UInt8>) throws(Unreadable) {
    do {
      self = try JSONDecoder().decode(Introduction.self, from: Data(line))
    } catch let error as DecodingError {
      throw Unreadable(reason: error.reason)
    } catch {
      throw Unreadable(reason: "it is not a JSON object")
    }
  }

  init() {}

  struct Unreadable: Error { let reason: String }

  /// The output schema for scores of `count` columns.
  ///
  /// Unless the task or the link is stated, several scores are taken for class probabilities and a
  /// single score for a number, as in most programs.
  ///
  /// - Parameter task: the task the user states; it takes precedence over the predictor's.
  /// - Throws: `ModelError`.
  func output(count: Int, task asked: OutputSchema.Task?) throws(ModelError) -> OutputSchema {
    let task = asked ?? task
    let link =
      link
      ?? {
        switch task {
        case .classification: count == 1 ? .sigmoid : .softmax
        case .multilabel: .sigmoid
        case .regression: .identity
        case nil: count == 1 ? .identity : .softmax
        }
      }()
    let schema = try OutputSchema(
      count: count, task: nil, link: link, scores: scores ?? .probabilities, names: outputs)
    guard let task else { return schema }
    return try schema.with(task: task)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case outputs, features, link, scores, task
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    // Otherwise a misspelt field would be ignored silently.
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys
    where CodingKeys(rawValue: key.stringValue) == nil {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: [key],
          debugDescription: "no such field; there are "
            + CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")))
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    outputs = try container.decodeIfPresent([String].self, forKey: .outputs)
    features = try container.decodeIfPresent([String].self, forKey: .features)
    link = try container.decodeIfPresent(OutputSchema.Link.self, forKey: .link)
    scores = try container.decodeIfPresent(ScoreKind.self, forKey: .scores)
    task = try container.decodeIfPresent(OutputSchema.Task.self, forKey: .task)
  }
}

extension DecodingError {
  /// The name of the field and what is wrong with it.
  fileprivate var reason: String {
    switch self {
    case .dataCorrupted(let context), .keyNotFound(_, let context),
      .typeMismatch(_, let context), .valueNotFound(_, let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "it is not a JSON object" : "\(path): \(context.debugDescription)"
    @unknown default:
      return "it is not a JSON object"
    }
  }
}
