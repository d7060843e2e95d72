import LimnCore
import LimnNetwork

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The metadata in a model file about its network's task and names, under Limn's own keys.
///
/// Other tools may write it too: `limn.task` is the raw value of an `OutputSchema.Task`;
/// `limn.feature_names` and `limn.output_names` are JSON arrays with one string for each feature or
/// output. A single yes-or-no output may have two names, the first for "no".
enum SchemaMetadata: String, CaseIterable {
  case task = "limn.task"
  case featureNames = "limn.feature_names"
  case outputNames = "limn.output_names"

  /// The entries for a network: its names, and its task if the graph does not imply it.
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

  /// Applies the entries to a network; anything they do not mention is unchanged.
  ///
  /// - Throws: `ONNXError.metadata`.
  static func network(
    _ network: Network, as entries: [(key: String, value: String)], file: String
  ) throws -> Network {
    var network = network
    for key in allCases {
      let values = entries.filter { $0.key == key.rawValue }.map(\.value)
      guard let value = values.first else { continue }
      guard values.count == 1 else { throw key.refusal(file, expected: "it to appear once") }
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

  /// - Parameter most: another number of names that is accepted.
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
