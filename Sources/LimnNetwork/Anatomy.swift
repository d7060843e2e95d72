import LimnCore
import Synchronization

/// What a network is made of up to its scores, as white-box methods see it: each node's local form,
/// found once. They ask it instead of looking for concrete operations.
public final class Anatomy: Sendable {
  /// One node on the way to the scores.
  public struct Node: Sendable {
    /// The node's place in the network; it makes value `index + 1`.
    public let index: Int
    /// What errors call it: its kind, and its name where it has one.
    public let title: String
    /// What the operation does locally.
    public let form: LocalForm
    /// The values it takes.
    public let inputs: [Int]
    /// The number of elements in its output.
    public let width: Int
  }

  /// The nodes that the scores depend on, in the order they run.
  public let nodes: [Node]
  /// The number of elements in one input.
  public let inputWidth: Int
  /// The value that the scores are; 0 is the input.
  public let scoreValue: Int
  /// The width of every value.
  public let widths: [Int]
  /// For each value the places in ``nodes`` of those that take it.
  let consumers: [[Int]]
  /// The network's nodes and the shapes of its values, without the cache that holds this.
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

  /// The first node that is neither affine nor of straight pieces; `nil` where the scores are
  /// piecewise linear in the input.
  public var firstSmoothNode: Node? {
    nodes.first {
      switch $0.form {
      case .smooth, .elementwise: true
      default: false
      }
    }
  }

  /// The network as affine maps with rectifiers between them, in `Double`; `nil` where it is none.
  package var rectifierChain: RectifierChain? {
    views.withLock { views in
      if let chain = views.chain { return chain }
      let chain = RectifierChain(self)
      views.chain = .some(chain)
      return chain
    }
  }

  /// The network split behind the dense map that its input meets first; `nil` where something
  /// else stands there.
  public var denseFront: DenseFront? {
    views.withLock { views in
      if let front = views.front { return front }
      let front = DenseFront(self)
      views.front = .some(front)
      return front
    }
  }

  /// The part from a value on, up to the scores: a network whose input is that value. What does nothing
  /// at inference, and what the scores do not depend on, is left out.
  ///
  /// - Parameter value: one through which every path to the scores leads.
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

  /// The one node that takes a value, where the scores are not that value and no other node takes it.
  func onlyConsumer(of value: Int) -> Node? {
    guard value != scoreValue, consumers[value].count == 1 else { return nil }
    return nodes[consumers[value][0]]
  }
}

/// A model that shows what it is made of.
public protocol WhiteBox: Model {
  /// The network's parts, as the white-box methods need them.
  var anatomy: Anatomy { get }
}

extension Network: WhiteBox {}

extension Model {
  /// The model as a network, whose parameters can be replaced, where it is one.
  public var network: Network? { self as? Network }

  /// How many numbers the widest value on the way to the scores has for one input: by that a batch fills
  /// the caches. Of a model that does not show it, the input's.
  public var widestValue: Int { network.flatMap { $0.widths.max() } ?? inputShape.count }

  /// What the model is made of, where it shows that.
  public var visibleAnatomy: Anatomy? { (self as? any WhiteBox)?.anatomy }
}

/// Keeps a network's anatomy once it has been asked for.
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
