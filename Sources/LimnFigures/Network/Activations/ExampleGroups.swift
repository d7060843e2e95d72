import LimnCore
import LimnData
import LimnGraphics

/// The groups into which a figure divides a data set: its classes; its labels, of which an example
/// may have several or none; or the quartiles of its first number, from the lowest to the highest.
public struct ExampleGroups: Sendable, Hashable {
  /// The word for a group: "class", "label", "quarter of price".
  public let noun: String
  /// A name for each group.
  public let names: [String]
  /// For each example, the indices of its groups.
  public let members: [[Int]]

  /// Groups examples by their targets.
  ///
  /// - Parameters:
  ///   - targets: the examples' targets.
  ///   - output: the output schema of the model for these data.
  public init(of targets: Targets, for output: OutputSchema) {
    switch targets {
    case .classes(let labels, let count):
      noun = "class"
      names = (0..<count).map(output.className)
      members = labels.map { [$0] }
    case .flags(let flags):
      noun = "label"
      names = (0..<flags.columns).map(output.name)
      members = (0..<flags.rows).map { row in
        flags[row: row].enumerated().filter { $0.element > 0.5 }.map(\.offset)
      }
    case .numbers(let numbers):
      let values = (0..<numbers.rows).map { Double(numbers[$0, 0]) }
      let edges = values.isEmpty ? [0, 0, 0] : values.quantiles([0.25, 0.5, 0.75])
      noun = "quarter of \(output.names?[0] ?? "output")"
      names = Self.words(edges)
      members = values.map { value in [edges.count { value > $0 }] }
    }
  }

  private static func words(_ edges: [Double]) -> [String] {
    let texts = edges.map { NumberText.trimmed($0, digits: 3) }
    return ["≤ \(texts[0])", "≤ \(texts[1])", "≤ \(texts[2])", "> \(texts[2])"]
  }
}
