import LimnCore
import LimnNetwork

/// A table's columns: an input for each, of floats or of texts, as scikit-learn's pipelines have them.
extension GraphWriter {
  /// - Returns: the name of all numbers, N × `encoding.width`.
  mutating func write(_ encoding: CategoryEncoding) -> String {
    let parts = encoding.columns.enumerated().map { column, categories in
      let name = Self.placeholder(column)
      graph.input.append(
        Self.value(name, sizes: [1], of: categories == nil ? .float : .string))
      guard let categories else { return name }
      let indicators = node(
        "OneHotEncoder", [name],
        attributes: [
          .texts("cats_strings", categories.words),
          .integer("zeros", categories.takesOthers ? 1 : 0),
        ], domain: GraphNode.learningDomain)
      return node("Flatten", [indicators], attributes: [.integer("axis", 1)])
    }
    return node("Concat", parts, attributes: [.integer("axis", 1)])
  }

  /// Gives the columns their names, a name that a value of the graph has already with an ending.
  mutating func nameColumns() {
    guard let columns else { return }
    var taken = Set(graph.node.flatMap(\.output) + graph.initializer.map(\.name))
    var names: [String: String] = [:]
    for (column, name) in columns.enumerated() {
      var unique = name
      while !taken.insert(unique).inserted { unique += " (column)" }
      names[Self.placeholder(column)] = unique
    }
    for index in graph.input.indices {
      graph.input[index].name = names[graph.input[index].name] ?? graph.input[index].name
    }
    for index in graph.node.indices {
      graph.node[index].input = graph.node[index].input.map { names[$0] ?? $0 }
    }
  }

  /// What a column is called until all names in the graph are known; no column can be called so.
  private static func placeholder(_ column: Int) -> String { "\u{0}\(column)" }
}
