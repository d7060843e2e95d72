import LimnCore
import LimnNetwork

/// The weights between two drawn columns that a neuron diagram shows.
package struct WeightedEdges: Sendable, Hashable {
  package struct Edge: Sendable, Hashable {
    /// Positions among the drawn units of the column before and of the column after.
    package let source: Int
    package let target: Int
    package let weight: Double
  }

  package let edges: [Edge]

  /// The `strongest` weights of largest magnitude into each drawn unit from drawn units, the first
  /// of equal ones; weights of 0 are not connections.
  package init(_ weights: Matrix, from source: [Int], to target: [Int], strongest: Int) {
    edges = target.indices.flatMap { place -> [Edge] in
      let incoming = source.indices.map { index in
        Edge(
          source: index, target: place, weight: Double(weights[source[index], target[place]]))
      }
      return Array(
        incoming.filter { $0.weight != 0 }.sorted { a, b in
          abs(a.weight) == abs(b.weight) ? a.source < b.source : abs(a.weight) > abs(b.weight)
        }.prefix(strongest))
    }
  }
}
