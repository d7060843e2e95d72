import LimnCore
import Synchronization

/// The structure of a network up to its scores, as white-box methods see it: the local form of each
/// node, determined once. Methods use it instead of checking for concrete operations.
public final class Anatomy: Sendable {
  /// A node that the scores depend on.
  public struct Node: Sendable {
    /// The node's index in the network; its output is value `index + 1`.
    public let index: Int
    /// The description used in errors: the kind, and the name if there is one.
    public let title: String
    /// The local form of the operation.
    public let form: LocalForm
    /// The values that the node takes.
    public let inputs: [Int]
    /// The number of elements in its output.
    public let width: Int
  }

  /// The nodes that the scores depend on, in the order in which they run.
  public let nodes: [Node]
  /// The number of elements in one input.
  public let inputWidth: Int
  /// The value that holds the scores; 0 is the input.
  public let scoreValue: Int
  /// The number of elements of every value.
  public let widths: [Int]
  /// For each value, the positions in ``nodes`` of the nodes that take it.
  let consumers: [[Int]]
  /// The network's nodes and the shapes of its values, without the cache that holds this anatomy.
  private let source: [Network.Node]
  private let shapes: [Shape]
  private let views = Mutex(Views())

  private struct Views {
    var chain: RectifierChain??
    var front: DenseFront??
  }

  init(_ network: Network) {
    source = network.nodes
    shapes = network.shapes
    inputWidth = network.inputShape.count
    scoreValue = network.scoreValue
    widths = network.widths
    nodes = network.neededNodes.prefix { $0 < network.scoreNodeCount }.map { index in
      let node = network.nodes[index]
      let kind = node.operation.kind
      return Node(
        index: index, title: node.name.isEmpty ? kind : "\(kind) (\(node.name))",
        form: node.operation.localForm(for: node.inputs.map { network.shapes[$0] }),
        inputs: node.inputs, width: network.shapes[index + 1].count)
    }
    var consumers = [[Int]](repeating: [], count: network.shapes.count)
    for (place, node) in nodes.enumerated() {
      for value in node.inputs { consumers[value].append(place) }
    }
    self.consumers = consumers
  }

  /// The first node that is neither affine nor piecewise linear; `nil` if the scores are piecewise
  /// linear in the input.
  public var firstSmoothNode: Node? {
    nodes.first {
      switch $0.form {
      case .smooth, .elementwise: true
      default: false
      }
    }
  }

  /// The network as affine maps with rectifiers between them, in `Double`; `nil` if it does not
  /// have that form.
  package var rectifierChain: RectifierChain? {
    views.withLock { views in
      if let chain = views.chain { return chain }
      let chain = RectifierChain(self)
      views.chain = .some(chain)
      return chain
    }
  }

  /// The network split after its first dense map; `nil` if the input meets another operation first.
  public var denseFront: DenseFront? {
    views.withLock { views in
      if let front = views.front { return front }
      let front = DenseFront(self)
      views.front = .some(front)
      return front
    }
  }

  /// The part from a value to the scores, as a network whose input is that value. Operations that
  /// are the identity at inference, or that the scores do not depend on, are left out.
  ///
  /// - Parameter value: a value through which every path to the scores leads.
  func part(from value: Int) -> Network {
    var places = [value: 0]
    var nodes: [Network.Node] = []
    var shapes = [self.shapes[value]]
    for node in self.nodes where node.index >= value {
      let inputs = node.inputs.compactMap { places[$0] }
      precondition(inputs.count == node.inputs.count, "a part that another path enters")
      if case .identity = node.form {
        places[node.index + 1] = inputs[0]
        continue
      }
      let original = source[node.index]
      nodes.append(Network.Node(original.name, original.operation, of: inputs))
      shapes.append(self.shapes[node.index + 1])
      places[node.index + 1] = nodes.count
    }
    return Network(
      inputShape: .vector(shapes[0].count), nodes: nodes, shapes: shapes, link: .identity)
  }

  /// The only node that takes a value; `nil` if several nodes take it, or if the value is the
  /// scores.
  func onlyConsumer(of value: Int) -> Node? {
    guard value != scoreValue, consumers[value].count == 1 else { return nil }
    return nodes[consumers[value][0]]
  }
}

/// A model whose internal structure is accessible.
public protocol WhiteBox: Model {
  /// The structure of the network, for white-box methods.
  var anatomy: Anatomy { get }
}

extension Network: WhiteBox {}

extension Model {
  /// The model as a network, whose parameters can be replaced; `nil` if it is not one.
  public var network: Network? { self as? Network }

  /// The number of elements, for one input, of the network's widest value, which determines how
  /// many inputs fit into the caches. For a model without visible structure, the width of the
  /// input.
  public var widestValue: Int { network.flatMap { $0.widths.max() } ?? inputShape.count }

  /// The model's structure, if it is accessible.
  public var visibleAnatomy: Anatomy? { (self as? any WhiteBox)?.anatomy }
}

/// Computes a network's anatomy on first use and keeps it.
final class AnatomyCache: Sendable {
  private let found = Mutex<Anatomy?>(nil)

  func anatomy(of network: Network) -> Anatomy {
    found.withLock { found in
      if let found { return found }
      let anatomy = Anatomy(network)
      found = anatomy
      return anatomy
    }
  }
}
