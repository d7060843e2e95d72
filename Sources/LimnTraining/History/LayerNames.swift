/// The names of a run's layers: "Dense 2" is the second dense layer.
public struct LayerNames: Sendable, Hashable {
  private let names: [String]

  /// Creates the names of a run's layers.
  public init(_ configuration: TrainingConfiguration) {
    var counts: [String: Int] = [:]
    names = configuration.layers.map { layer in
      let number = (counts[layer.kind] ?? 0) + 1
      counts[layer.kind] = number
      return "\(layer.kind) \(number)"
    }
  }

  /// The name of the layer at an index in the network; "layer 9" if a history from a file refers to
  /// a layer that its configuration lacks.
  public subscript(layer: Int) -> String {
    names.indices.contains(layer) ? names[layer] : "layer \(layer)"
  }
}
