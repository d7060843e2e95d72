import LimnCore
import LimnNetwork

/// The columns of a table: a separate input for each, of floats or strings, as in scikit-learn's
/// pipelines.
extension GraphWriter {
  /// Writes the encoding of the columns.
  ///
  /// - Returns: the name of all encoded numbers, N × `encoding.width`.
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

  /// Gives the inputs the names of their columns; a name that a value of the graph already has gets
  /// a suffix.
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

  /// The name of a column's input until all names in the graph are known; no column can have this
  /// name.
  private static func placeholder(_ column: Int) -> String { "\u{0}\(column)" }
}
