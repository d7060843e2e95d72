import LimnCore
import LimnNetwork

/// Labels: the class that a classifier predicts, besides its scores. They are not computed with,
/// but their names become the names of the classes.
extension GraphReader {
  /// The labels that a node derives from labels; `nil` if no input is a label.
  func labels(madeBy node: GraphNode) throws -> Value? {
    let taken = try node.inputs.indices.lazy.compactMap { index -> (Int, [String]?)? in
      guard node.input(index) != nil, case .label(let names) = try value(index, of: node) else {
        return nil
      }
      return (index, names)
    }
    guard let (index, names) = taken.first else { return nil }
    switch (node.identity.domain, node.identity.operator) {
    case ("", "Identity"), ("", "Cast"), ("", "Reshape"), ("", "Flatten"), ("", "Squeeze"),
      ("", "Unsqueeze"):
      return .label(names: index == 0 ? names : nil)
    case (GraphNode.learningDomain, "ArrayFeatureExtractor") where index == 1:
      return .label(names: try classes(node))
    case (GraphNode.learningDomain, "LabelEncoder"):
      return .label(names: encoded(names, by: node))
    default: return .label(names: nil)
    }
  }

  /// The class names in a node that selects from a constant list of classes; `nil` if its input is
  /// not such a list.
  func classes(_ node: GraphNode) throws -> [String]? {
    guard case .constant(let classes) = try value(0, of: node) else { return nil }
    return classes.labels
  }

  /// The result of mapping labels with a table; labels without names are mapped by their index.
  private func encoded(_ names: [String]?, by node: GraphNode) -> [String]? {
    func column(_ kind: String) -> [String]? {
      node.texts("\(kind)_strings") ?? node.integers("\(kind)_int64s")?.map(String.init)
        ?? node.tensor("\(kind)_tensor").flatMap {
          ConstantTensor(labels: $0, name: node.identity.name).labels
        }
    }
    guard let keys = column("keys"), let values = column("values"), keys.count == values.count
    else { return nil }
    let table = Dictionary(zip(keys, values)) { first, _ in first }
    let encoded = (names ?? keys.indices.map(String.init)).map { table[$0] }
    return encoded.contains(nil) ? nil : encoded.compactMap { $0 }
  }

  /// The scores of a classifier, each with its label.
  mutating func zipMap(_ node: GraphNode) throws -> Value {
    let value = try value(0, of: node)
    let labels =
      node.texts("classlabels_strings") ?? node.integers("classlabels_int64s")?.map(String.init)
    guard case .line(let line) = value, let labels else { return value }
    guard labels.count == line.width else {
      throw refusal(of: node, expected: "a label for each of its \(line.width) scores")
    }
    zippedLabels[node.outputs[0]] = labels
    return value
  }

  /// The classes of the scores, from the labels in the file; `nil` if there are no labels or
  /// another number of them.
  ///
  /// - Parameters:
  ///   - count: the number of scores.
  ///   - scores: the graph's outputs that hold the scores.
  func labels(count: Int, scores: [String]) -> ClassLabels? {
    let beside = graph.output.compactMap { output -> [String]? in
      guard case .label(let names) = values[output.name] else { return nil }
      return names
    }
    for labels in scores.compactMap({ zippedLabels[$0] }) + beside {
      // A single score decides for or against the second of two classes.
      let expected = count == 1 && labels.count == 2 ? 2 : count
      guard labels.count == expected, Set(labels).count == expected else { continue }
      return ClassLabels(names: labels == labels.indices.map(String.init) ? nil : labels)
    }
    return nil
  }

  /// The classes of a classifier.
  struct ClassLabels {
    /// One name for each output, or two names for a single output; `nil` if the names would be the
    /// outputs' numbers.
    let names: [String]?
  }

  /// Whether the file computes labels from the scores. If so, it is a classifier, even with a
  /// single plain score.
  var makesLabels: Bool {
    graph.output.contains { if case .label = values[$0.name] { true } else { false } }
  }
}

extension ConstantTensor {
  /// The values as class names; `nil` if they cannot be.
  fileprivate var labels: [String]? {
    switch values {
    case .texts(let texts): texts
    case .integers(let integers):
      integers.contains(nil) ? nil : integers.compactMap { $0.map(String.init) }
    case .numbers, .stored, .truths, .opaque, .extents: nil
    }
  }
}
