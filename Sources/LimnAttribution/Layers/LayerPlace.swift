import LimnCore
import LimnNetwork

/// A place inside a network: what one of its layers gives.
public struct LayerPlace: Sendable {
  /// The layer's name, as in a summary.
  public let name: String
  /// Its value: k + 1 for what node k makes.
  public let value: Int
  /// The value's shape for one example.
  public let shape: Shape

  /// Finds a layer by its name.
  ///
  /// - Parameter name: as in ``NetworkSummary``: "dense 2", "convolution".
  /// - Throws: `AttributionError.noSuchLayer`, also for one behind the scores.
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

  /// The network up to one unit: its one output is what the unit gives.
  ///
  /// - Parameters:
  ///   - unit: places along the value's axes, or one number counted through all of them.
  /// - Throws: `AttributionError.noSuchUnit`.
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

  /// The shape of an attribution to its units.
  public var inputShape: InputShape { .vector(shape.count) }

  /// Channels, height and width of feature maps; a series has a height of 1. `nil` for another value.
  var maps: (channels: Int, height: Int, width: Int)? {
    switch shape.rank {
    case 3: (shape.sizes[0], shape.sizes[1], shape.sizes[2])
    case 2: (shape.sizes[0], 1, shape.sizes[1])
    default: nil
    }
  }
}
