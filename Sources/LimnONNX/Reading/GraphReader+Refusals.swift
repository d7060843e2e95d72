extension GraphReader {
  /// The part of a graph to which an error refers.
  enum Place {
    case node(ONNXNode)
    case output(String)

    /// The name of the corresponding node in the network.
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

  /// The error for a node that combines the examples of a batch, which a network for single
  /// examples cannot do.
  func mixesRows(_ node: GraphNode) -> ONNXError { mixesRows(at: .node(node.identity)) }

  func mixesRows(at place: Place) -> ONNXError {
    refusal(
      at: place,
      expected:
        "to keep the examples of a batch apart; it mixes them, so that one example's scores "
        + "would depend on the others")
  }

  /// The error for a constant with a different value for each example of a batch of fixed size.
  func dependsOnRow(_ rows: Int, _ node: GraphNode) -> ONNXError {
    refusal(
      of: node,
      expected:
        "a constant that is the same for every example; its \(rows) rows would make an example's "
        + "scores depend on its place in the batch")
  }
}
