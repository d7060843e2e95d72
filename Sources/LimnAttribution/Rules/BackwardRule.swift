import LimnCore
import LimnNetwork

/// How a message (a gradient, relevance, or DeepLIFT's multipliers) is propagated from a node's
/// output to its inputs. A method chooses a rule for each node, by the node's local form, and
/// propagates backward once.
protocol BackwardRule: Sendable {
  /// Propagates a message from the node's output to its inputs.
  ///
  /// - Parameter message: one row for each example.
  /// - Returns: for each input of the node, a matrix with as many rows.
  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix]
}

/// A node during backward propagation, with its inputs and output at the examples and at a
/// reference.
struct VisitedNode {
  let index: Int
  let network: Network
  let trace: ForwardTrace
  /// The trace of the reference, with rows of its own; `nil` if there is no reference.
  let reference: ForwardTrace?

  var operation: any Operation { network.nodes[index].operation }
  /// The node's inputs, one matrix for each.
  var inputs: [Matrix] { values(of: trace) }
  /// The node's output.
  var output: Matrix { trace.values[index + 1] }

  func values(of trace: ForwardTrace) -> [Matrix] {
    network.nodes[index].inputs.map { trace.values[$0] }
  }

  /// The node's own gradients, at the points of the trace.
  func gradients(_ message: Matrix) -> [Matrix] {
    network.inputGradients(ofNode: index, message, trace: trace)
  }
}

/// Plain backpropagation.
struct GradientRule: BackwardRule {
  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] { node.gradients(message) }
}

/// Passes the message unchanged to the only input.
struct PassRule: BackwardRule {
  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] { [message] }
}

/// A network with a rule for each node.
struct RuledNetwork: Sendable {
  let network: Network
  /// The rule of each node up to the scores.
  private let rules: [any BackwardRule]

  /// - Parameter rule: chooses the rule by a node's index and local form; throws if there is none.
  init(_ network: Network, rule: (_ node: Anatomy.Node) throws -> any BackwardRule) rethrows {
    var rules = [any BackwardRule](repeating: GradientRule(), count: network.scoreNodeCount)
    for node in network.anatomy.nodes { rules[node.index] = try rule(node) }
    self.network = network
    self.rules = rules
  }

  /// Propagates a message backward by the nodes' rules.
  ///
  /// - Parameters:
  ///   - message: the message at the scores, one row for each example.
  ///   - value: the index of the value to propagate to; 0 is the input.
  /// - Returns: the message at that value; zeros if no path leads there.
  /// - Throws: `CancellationError`.
  func carryBack(
    _ message: Matrix, to value: Int = 0, trace: ForwardTrace, reference: ForwardTrace? = nil,
    work: Work
  ) throws -> Matrix {
    let arrived = try network.carryBack(message, to: value) { index, message in
      try work.checkpoint()
      return rules[index].sent(
        message,
        through: VisitedNode(
          index: index, network: network, trace: trace, reference: reference))
    }
    return arrived ?? Matrix(rows: message.rows, columns: network.widths[value])
  }

  /// The number of examples propagated at once: about 32 MB of values.
  var rowsAtOnce: Int { max(1, (1 << 23) / max(1, network.widths.reduce(0, +))) }
}

extension MethodConfiguration {
  /// The model's layers.
  ///
  /// - Throws: ``AttributionError/noLayers(method:)``.
  func layers(of model: any Model) throws -> Network {
    guard let network = model.network else {
      throw AttributionError.noLayers(method: Self.method)
    }
    return network
  }
}
