import LimnCore
import LimnNetwork

/// The units of the first dense layer, ordered by the class that each supports most, then by
/// strength.
///
/// A unit's effect on the classes is its row in the product of all later weight matrices, as if
/// every later activation were the identity, minus the row's mean, which a softmax ignores. For
/// labels and regressions the mean is not subtracted, and "class" means the output. The class
/// supported most is that of the largest effect; the strength is the effect's Euclidean norm. In a
/// network with one dense layer each unit is a class.
public struct UnitOrder: Sendable, Hashable {
  /// A unit with the class it supports most, and the strength of its effect.
  public struct Unit: Sendable, Hashable {
    /// The unit's index in its layer, counted from 0.
    public let index: Int
    /// The class it raises most, counted from 0.
    public let servedClass: Int
    /// The Euclidean norm of its effect on all classes.
    public let strength: Double
  }

  /// All units, by class, with the strongest of each class first.
  public let units: [Unit]
  /// Whether the network has a single dense layer, whose units are the classes themselves.
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

  /// The classes that have units, each with its units, the strongest first.
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
