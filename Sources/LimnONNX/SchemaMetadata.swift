import LimnCore
import LimnNetwork

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a model file says of its network's answers and names, under keys of Limn's own.
///
/// Other tools may write them too: `limn.task` is a word of `OutputSchema.Task`, `limn.feature_names`
/// and `limn.output_names` are JSON arrays with a text for each feature or output; a single output that
/// says yes or no may have both answers' names, the no first.
enum SchemaMetadata: String, CaseIterable {
  case task = "limn.task"
  case featureNames = "limn.feature_names"
  case outputNames = "limn.output_names"

  /// The entries for a network: its names, and its task where the graph's end does not say it.
  static func entries(for network: Network) throws -> [(String, String)] {
    var entries: [(String, String)] = []
    let output = network.output
    if output.task != OutputSchema(count: output.count, link: output.link).task {
      entries.append((Self.task.rawValue, output.task.rawValue))
    }
    if let names = network.input.names {
      entries.append((Self.featureNames.rawValue, try text(of: names)))
    }
    if let names = output.givenNames {
      entries.append((Self.outputNames.rawValue, try text(of: names)))
    }
    return entries
  }

  private static func text(of names: [String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode(names), as: UTF8.self)
  }

  /// The network as the entries describe it; what they do not mention stays as it is.
  ///
  /// - Throws: `ONNXError.metadata`.
  static func network(
    _ network: Network, as entries: [(key: String, value: String)], file: String
  ) throws -> Network {
    var network = network
    for key in allCases {
      let values = entries.filter { $0.key == key.rawValue }.map(\.value)
      guard let value = values.first else { continue }
      guard values.count == 1 else { throw key.refusal(file, expected: "it once") }
      switch key {
      case .task:
        guard let task = OutputSchema.Task(rawValue: value) else {
          let words = OutputSchema.Task.allCases.map(\.rawValue)
          throw key.refusal(
            file,
            expected: words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1])
        }
        do {
          network = try network.named(task: task)
        } catch {
          throw key.refusal(
            file, expected: "what a network that ends in a \(network.link.rawValue) can answer")
        }
      case .featureNames:
        let names = try key.names(in: value, count: network.inputShape.count, of: "feature", file)
        network = try network.named(features: names)
      case .outputNames:
        let names = try key.names(
          in: value, count: network.output.count, most: network.output.classCount, of: "output",
          file)
        network = try network.named(outputs: names)
      }
    }
    return network
  }

  /// - Parameter most: as many are right too.
  private func names(
    in text: String, count: Int, most: Int? = nil, of what: String, _ file: String
  ) throws -> [String] {
    let names: [String]
    do {
      names = try JSONDecoder().decode([String].self, from: Data(text.utf8))
    } catch is DecodingError {
      throw refusal(file, expected: "a JSON array with a text for each \(what)")
    }
    guard names.count == count || names.count == most else {
      throw refusal(
        file,
        expected: "\(count) \(count == 1 ? "name" : "names"), one for each \(what), and it holds "
          + "\(names.count)")
    }
    return names
  }

  private func refusal(_ file: String, expected: String) -> ONNXError {
    .metadata(file: file, key: rawValue, expected: expected)
  }
}
