import LimnTraining

/// What the layers of a run are called: "Dense 2" is the second dense layer.
struct LayerNames: Sendable, Hashable {
  private let names: [String]

  init(_ configuration: TrainingConfiguration) {
    var counts: [String: Int] = [:]
    names = configuration.layers.map { layer in
      counts[layer.kind, default: 0] += 1
      return "\(layer.kind) \(counts[layer.kind, default: 0])"
    }
  }

  /// The name of the layer at an index in the network. A history from a file may name a layer that
  /// its configuration lacks.
  subscript(layer: Int) -> String {
    names.indices.contains(layer) ? names[layer] : "layer \(layer)"
  }
}
