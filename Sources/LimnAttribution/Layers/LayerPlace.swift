import LimnCore
import LimnNetwork

/// A position inside a network: the output of one of its layers.
public struct LayerPlace: Sendable {
  /// The layer's name, as in `NetworkSummary`.
  public let name: String
  /// The index of the layer's output among the network's values: k + 1 for node k.
  public let value: Int
  /// The shape of the layer's output for one example.
  public let shape: Shape

  /// Finds a layer by its name.
  ///
  /// - Parameters:
  ///   - name: the layer's name as in ``NetworkSummary``: "dense 2", "convolution".
  ///   - network: the network to search.
  /// - Throws: ``AttributionError/noSuchLayer(_:known:)``, also for a layer after the scores.
  public init(_ name: String, in network: Network) throws {
    let rows = NetworkSummary(of: network).rows.prefix(network.scoreNodeCount)
    guard let index = rows.firstIndex(where: { $0.name == name }) else {
      throw AttributionError.noSuchLayer(name, known: rows.map(\.name))
    }
    self.init(index, named: rows[index].name, in: network)
  }

  private init(_ index: Int, named name: String, in network: Network) {
    self.name = name
    value = index + 1
    shape = network.shapes[index + 1]
  }

  /// The part of a network up to one unit, whose output is its single output.
  ///
  /// - Parameters:
  ///   - unit: an index for each axis of the layer's output, or a single row-major index.
  ///   - network: the network the layer belongs to.
  /// - Throws: ``AttributionError/noSuchUnit(layer:found:shape:)``.
  public func neuron(_ unit: [Int], of network: Network) throws -> Network {
    let sizes = shape.sizes
    var index: Int? = unit.count == 1 && (0..<shape.count).contains(unit[0]) ? unit[0] : nil
    if unit.count == sizes.count, zip(unit, sizes).allSatisfy({ (0..<$1).contains($0) }) {
      index = zip(unit, sizes).reduce(0) { $0 * $1.1 + $1.0 }
    }
    guard let index else {
      throw AttributionError.noSuchUnit(layer: name, found: unit, shape: sizes)
    }
    let words = unit.map(String.init).joined(separator: ",")
    return try network.unit(index, of: value, named: "\(name):\(words)")
  }

  /// The last convolution before the scores; `nil` for a network without one.
  static func lastConvolution(of network: Network) -> LayerPlace? {
    let node = network.anatomy.nodes.last {
      if case .convolution = $0.form { true } else { false }
    }
    guard let node else { return nil }
    return LayerPlace(
      node.index, named: NetworkSummary(of: network).rows[node.index].name, in: network)
  }

  /// The shape of an attribution to the layer's units: a vector with one element for each.
  public var inputShape: InputShape { .vector(shape.count) }

  /// The channels, height and width of feature maps; a series has height 1. `nil` if the layer's
  /// output has neither form.
  var maps: (channels: Int, height: Int, width: Int)? {
    switch shape.rank {
    case 3: (shape.sizes[0], shape.sizes[1], shape.sizes[2])
    case 2: (shape.sizes[0], 1, shape.sizes[1])
    default: nil
    }
  }
}
