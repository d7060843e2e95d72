import LimnCore
import LimnNetwork

/// How what arrives at a node's output is handed to its inputs. Gradients, relevance, DeepLIFT's
/// multipliers and guided backpropagation are rules; a method chooses one for each node, from the
/// node's local form, and walks back once.
protocol BackwardRule: Sendable {
  /// - Parameter message: a row for each example of the walk.
  /// - Returns: a matrix of as many rows for each input of the node.
  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix]
}

/// One node on the way back: what it is, what it took and gave, and what it took and gave at a
/// reference.
struct VisitedNode {
  let index: Int
  let network: Network
  let trace: ForwardTrace
  /// The same for what the input is compared with; of other rows. `nil` where nothing is compared.
  let reference: ForwardTrace?

  var operation: any Operation { network.nodes[index].operation }
  /// What the node took, a matrix for each input.
  var inputs: [Matrix] { values(of: trace) }
  /// What it gave.
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

/// What arrives, sent on as it is to the one input.
struct PassRule: BackwardRule {
  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] { [message] }
}

/// A network with a rule for each node, chosen once.
struct RuledNetwork: Sendable {
  let network: Network
  /// One for each node up to the scores.
  private let rules: [any BackwardRule]

  /// - Parameter rule: chooses by a node's place and local form; throws where there is none.
  init(_ network: Network, rule: (_ node: Anatomy.Node) throws -> any BackwardRule) rethrows {
    var rules = [any BackwardRule](repeating: GradientRule(), count: network.scoreNodeCount)
    for node in network.anatomy.nodes { rules[node.index] = try rule(node) }
    self.network = network
    self.rules = rules
  }

  /// Carries a message back by the nodes' rules.
  ///
  /// - Parameters:
  ///   - message: at the scores, a row for each example.
  ///   - value: where to; 0 is the input.
  /// - Returns: what arrives there, zeros where no path leads there.
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

  /// How many examples go through the network at once: about 32 MB of values.
  var rowsAtOnce: Int { max(1, (1 << 23) / max(1, network.widths.reduce(0, +))) }
}

extension MethodConfiguration {
  /// The model's layers.
  ///
  /// - Throws: `AttributionError.noLayers`.
  func layers(of model: any Model) throws -> Network {
    guard let network = model.network else {
      throw AttributionError.noLayers(method: Self.method)
    }
    return network
  }
}
