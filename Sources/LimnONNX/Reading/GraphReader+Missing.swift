import LimnCore
import LimnNetwork

/// Missing values: the substitutes that an imputer at the beginning of a graph inserts.
extension GraphReader {
  /// The input features that a value is a selection of, in its order; `nil` if it is computed from
  /// them.
  func features(of line: Line) -> [Int]? {
    guard case .nothing = line.pending else { return nil }
    var value = line.value
    var places = Array(0..<line.width)
    while let operation = builder.operation(of: value) {
      let inputs = builder.inputs(of: value)
      if let map = operation as? SparseMap, map.isSelection, inputs.count == 1 {
        places = places.map { Int(map.indices[$0]) }
      } else if let encoding = operation as? CategoryEncoding {
        let columns = Dictionary(
          uniqueKeysWithValues: encoding.columns.indices.filter { encoding.columns[$0] == nil }
            .map { (encoding.starts[$0], $0) })
        let features = places.compactMap { columns[$0] }
        guard features.count == places.count else { return nil }
        places = features
      } else {
        return nil
      }
      value = inputs[0]
    }
    return places
  }

  /// The model's substitutes for missing values, for the features that it uses only after an
  /// imputer.
  func imputedFeatures() -> [Int: Float] {
    guard !imputed.isEmpty else { return [:] }
    var seen: Set<Int> = []
    var raw = Set(graph.input.map(\.name))
    for message in graph.node {
      let node = GraphNode(message)
      let taken = node.inputs.filter(raw.contains)
      guard !taken.isEmpty, !node.outputs.contains(where: imputedNames.contains) else { continue }
      if Self.movers.contains(node.identity.operator) {
        raw.formUnion(node.outputs)
        continue
      }
      for name in taken {
        guard case .line(let line) = values[name] else { continue }
        seen.formUnion(features(of: line) ?? [])
      }
    }
    for output in graph.output where raw.contains(output.name) {
      if case .line(let line) = values[output.name] { seen.formUnion(features(of: line) ?? []) }
    }
    return imputed.filter { !seen.contains($0.key) }
  }

  /// Operators that pass values on unchanged.
  private static let movers: Set = [
    "Concat", "Identity", "Cast", "Gather", "ArrayFeatureExtractor", "Reshape", "Flatten", "Slice",
    "Squeeze", "Unsqueeze", "FeatureVectorizer", "Split", "Transpose",
  ]
}
