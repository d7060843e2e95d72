import LimnCore
import LimnNetwork

/// The units of the first dense layer in a meaningful order: by the class each serves most, then by
/// how strongly it does.
///
/// A unit's effect on the classes is its row in the product of all later weight matrices, as if every
/// later activation passed everything, less the row's mean, which a softmax does not see; of labels and
/// numbers nothing is taken off, and "class" is the output. The
/// class served most is that of the largest effect, the strength the effect's Euclidean norm. In a
/// network of one dense layer a unit is its class.
public struct UnitOrder: Sendable, Hashable {
  /// One unit: its place in its layer, the class it serves most, and how strongly.
  public struct Unit: Sendable, Hashable {
    /// The unit's place in its layer, counted from 0.
    public let index: Int
    /// The class it raises most, counted from 0.
    public let servedClass: Int
    /// How strongly, as the length of its effect on all classes.
    public let strength: Double
  }

  /// All units, those of class 0 first and the strongest of each class first.
  public let units: [Unit]
  /// Whether the network has one dense layer, whose units are the classes themselves.
  public let unitsAreClasses: Bool

  /// The order of the first hidden layer's units.
  public init(of network: Network) {
    let matrices = network.stages.compactMap(\.dense?.weights)
    unitsAreClasses = matrices.count == 1
    guard let first = matrices.first else {
      units = []
      return
    }
    let later = matrices.dropFirst()
    let effect = later.dropFirst().reduce(later.first) { $0?.multiplied(by: $1) }
    units = (0..<first.columns).map { unit -> Unit in
      guard let effect else {
        let incoming = (0..<first.rows).map { first[$0, unit] }
        return Unit(index: unit, servedClass: unit, strength: incoming.length)
      }
      let row = effect[row: unit].map(Double.init)
      let mean = network.output.task == .classification && row.count > 1 ? row.mean() : 0
      let centred = row.map { $0 - mean }
      let best = centred.indices.reduce(0) { centred[$1] > centred[$0] ? $1 : $0 }
      return Unit(
        index: unit, servedClass: best,
        strength: centred.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }.sorted { a, b in
      if a.servedClass != b.servedClass { return a.servedClass < b.servedClass }
      return a.strength == b.strength ? a.index < b.index : a.strength > b.strength
    }
  }

  /// The classes that have units, each with its own, strongest first.
  public var byClass: [(servedClass: Int, units: [Unit])] {
    var groups: [(servedClass: Int, units: [Unit])] = []
    for unit in units {
      if groups.last?.servedClass == unit.servedClass {
        groups[groups.count - 1].units.append(unit)
      } else {
        groups.append((unit.servedClass, [unit]))
      }
    }
    return groups
  }
}
