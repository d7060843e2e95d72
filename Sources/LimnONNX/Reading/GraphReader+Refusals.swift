extension GraphReader {
  /// Where in a graph something is amiss.
  enum Place {
    case node(ONNXNode)
    case output(String)

    /// What a network's node is called that stands for this.
    var name: String {
      switch self {
      case .node(let node): node.name
      case .output(let name): name
      }
    }
  }

  func refusal(at place: Place, expected: String) -> ONNXError {
    switch place {
    case .node(let node): .unsupportedUse(file: file, node: node, expected: expected)
    case .output(let name): .unsupportedOutput(file: file, output: name, expected: expected)
    }
  }

  func refusal(of node: GraphNode, expected: String) -> ONNXError {
    refusal(at: .node(node.identity), expected: expected)
  }

  /// What a node does to the batch that no network of single examples can.
  func mixesRows(_ node: GraphNode) -> ONNXError { mixesRows(at: .node(node.identity)) }

  func mixesRows(at place: Place) -> ONNXError {
    refusal(
      at: place,
      expected:
        "to keep the examples of a batch apart; it mixes them, so that one example's scores "
        + "would depend on the others")
  }

  /// A constant that has a value for each example of a batch of a fixed size.
  func dependsOnRow(_ rows: Int, _ node: GraphNode) -> ONNXError {
    refusal(
      of: node,
      expected:
        "a constant that is the same for every example; its \(rows) rows would make an example's "
        + "scores depend on its place in the batch")
  }
}
