import LimnCore
import LimnData
import LimnNetwork

/// The result of one pass over a set at inference: the network's performance, and the hidden units
/// that never pass a gradient.
struct Inspection {
  let performance: Performance
  /// One record for each activation layer; empty unless requested.
  private(set) var activations: [ActivationRecord] = []

  /// The number of rows processed at a time, so that activations stay in the caches.
  private static let chunk = 256

  /// - Parameter checkpoint: called with the number of examples done, before each chunk.
  /// - Throws: whatever `checkpoint` throws.
  init<Failure>(
    of network: Network, on set: LabeledSet, loss: Loss?, lookingAtUnits: Bool,
    checkpoint: (_ done: Int) throws(Failure) -> Void
  ) throws(Failure) {
    let loss = loss ?? .standard(for: network.output)
    var lossSum = 0.0
    var hits = Hits(set.targets, for: network.output)
    var units = lookingAtUnits ? HiddenUnits.all(of: network) : []
    for start in stride(from: 0, to: set.count, by: Self.chunk) {
      try checkpoint(start)
      let range = start..<min(start + Self.chunk, set.count)
      let scores = network.scores(of: set.inputs.rows(range)) { node, inputs in
        for unit in units.indices where units[unit].layer == node { units[unit].see(inputs[0]) }
      }
      lossSum +=
        Double(range.count)
        * loss.value(
          scores: scores, targets: set.targets.examples(in: range), link: network.link)
      hits.see(scores, of: range)
    }
    performance = Performance(
      loss: lossSum / Double(set.count), metric: Performance.Metric(for: set.targets.task),
      score: hits.score)
    activations = units.map { ActivationRecord(layer: $0.layer, deadUnits: $0.deadShare) }
  }
}

/// The units of an activation layer that have not passed a gradient so far. For channel maps, a
/// unit is a channel, which is dead if none of its pixels ever passed a gradient.
private struct HiddenUnits {
  /// The layer's index in the network.
  let layer: Int
  private let activation: any ElementwiseActivation
  private var dead: [Int]
  private let count: Int
  /// The number of values of one unit.
  private let size: Int

  /// The activation layers of a network before the logits.
  static func all(of network: Network) -> [HiddenUnits] {
    network.logitLayers.enumerated().compactMap { index, layer in
      layer.elementwise.map {
        HiddenUnits(layer: index, activation: $0, shape: network.shapes[index + 1])
      }
    }
  }

  private init(layer: Int, activation: any ElementwiseActivation, shape: Shape) {
    self.layer = layer
    self.activation = activation
    count = shape.rank == 3 ? shape.sizes[0] : shape.count
    size = shape.count / count
    dead = Array(0..<count)
  }

  /// Examines a batch of pre-activations.
  mutating func see(_ inputs: Matrix) {
    let (activation, size) = (activation, size)
    dead.removeAll { unit in
      (0..<inputs.rows).contains { row in
        let start = row * inputs.columns + unit * size
        return (start..<start + size).contains { !activation.isShut(at: inputs.elements[$0]) }
      }
    }
  }

  /// The fraction of units that passed no gradient for any example so far.
  var deadShare: Double { Double(dead.count) / Double(count) }
}
