import LimnCore

/// A feed-forward network: a graph of operations from one input to scores.
///
/// Values are numbered: 0 is the input, and node k computes value k + 1. A chain, in which each
/// node takes the preceding value, is built by ``init(inputShape:layers:)``.
///
/// If the last operation is a softmax, a log-softmax or a sigmoid, ``scores(of:)`` returns the
/// input of that operation, so that logits and probabilities are both available; see
/// `OutputSchema.Link`.
///
/// ```swift
/// let residual = try Network(
///   inputShape: .vector(64),
///   nodes: [
///     Node("first", Dense(weights: w, bias: b), of: [0]),
///     Node("gate", ReLU(), of: [1]),
///     Node("second", Dense(weights: v, bias: c), of: [2]),
///     Node("sum", Sum(of: 2), of: [3, 1]),
///   ])
/// ```
public struct Network: DifferentiableModel {
  public internal(set) var input: InputSchema
  /// The operations in the order in which they run, including a final softmax.
  public private(set) var nodes: [Node]
  /// The shape of every value for one example: that of the input, then that of each node's output.
  public let shapes: [Shape]
  /// The meaning of the outputs; its link is determined by the last operation.
  public internal(set) var output: OutputSchema
  /// Whether each node takes only the preceding value.
  public let isChain: Bool
  /// The last node that takes each value.
  let lastUses: [Int]
  private var anatomyCache = AnatomyCache()

  /// A node of the graph: an operation on values.
  public struct Node: Sendable {
    /// The name in a file or a builder; empty for an unnamed layer.
    public let name: String
    /// The operation.
    public internal(set) var operation: any Operation
    /// The values that the node takes, in the operation's order: 0 is the input, k + 1 the output
    /// of node k.
    public let inputs: [Int]

    /// Creates a node that applies an operation to the values with these numbers; 0 is the
    /// network's input.
    ///
    /// - Parameters:
    ///   - name: the name; may be empty.
    ///   - operation: the operation.
    ///   - inputs: the values that it takes, in the operation's order.
    public init(_ name: String, _ operation: any Operation, of inputs: [Int]) {
      self.name = name
      self.operation = operation
      self.inputs = inputs
    }
  }

  /// Creates a chain in which each layer takes the output of the preceding one.
  ///
  /// - Throws: `NetworkError.noLayers`, `.noInputs`; `.layerWidth`, `.inputCount` or `.shape` if a
  ///   layer does not fit the preceding one; `.noUnits` if a layer has no outputs.
  public init(inputShape: InputShape, layers: [any Operation]) throws {
    try self.init(
      inputShape: inputShape,
      nodes: layers.enumerated().map { Node("", $1, of: [$0]) })
  }

  /// Creates a graph.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one input.
  ///   - valueShape: the input's shape as the first operations see it, with as many values as
  ///     `inputShape`; `nil` if it is the same.
  ///   - nodes: in an order in which they can run; the last one computes the output. Nodes whose
  ///     output is not used are allowed.
  /// - Throws: ``NetworkError``.
  public init(inputShape: InputShape, valueShape: Shape? = nil, nodes: [Node]) throws {
    guard !nodes.isEmpty else { throw NetworkError.noLayers }
    guard inputShape.count > 0 else { throw NetworkError.noInputs }
    let first = valueShape ?? Shape(inputShape)
    guard first.count == inputShape.count else {
      throw NetworkError.shape(
        operation: "input", found: first.sizes, expected: inputShape.dimensions)
    }
    var shapes = [first]
    for (index, node) in nodes.enumerated() {
      for value in node.inputs where !(0...index).contains(value) {
        throw NetworkError.undefinedValue(node: index, value: value)
      }
      let shape = try node.operation.outputShape(for: node.inputs.map { shapes[$0] })
      guard shape.count > 0 else { throw NetworkError.noUnits(layer: node.operation.kind) }
      shapes.append(shape)
    }
    self.init(
      inputShape: inputShape, nodes: nodes, shapes: shapes,
      link: OutputSchema.Link(of: nodes, width: shapes[shapes.count - 1].count))
  }

  /// - Parameters:
  ///   - shapes: the shapes of all values, already determined.
  ///   - link: the link that the last node represents.
  init(inputShape: InputShape, nodes: [Node], shapes: [Shape], link: OutputSchema.Link) {
    let encoding = nodes.first?.operation as? CategoryEncoding
    input = InputSchema(inputShape, categories: encoding?.categories ?? [:])
    self.nodes = nodes
    self.shapes = shapes
    output = OutputSchema(count: shapes[shapes.count - 1].count, link: link)
    isChain = nodes.enumerated().allSatisfy { $1.inputs == [$0] }
    var lastUses = [Int](repeating: -1, count: shapes.count)
    for (index, node) in nodes.enumerated() {
      for value in node.inputs { lastUses[value] = index }
    }
    self.lastUses = lastUses
  }

  /// The function from the scores to the network's own output.
  public var link: OutputSchema.Link { output.link }

  /// Whether the network's own output is the softmax of its scores.
  public var endsInSoftmax: Bool { link == .softmax }

  /// The number of nodes up to the scores, that is, without the ``link``.
  public var scoreNodeCount: Int { link == .identity ? nodes.count : nodes.count - 1 }

  /// The value that holds the scores: 0 is the input, k + 1 the output of node k.
  public var scoreValue: Int {
    link == .identity ? nodes.count : nodes[nodes.count - 1].inputs[0]
  }

  /// The operations in the order in which they run; the layers of a chain.
  public var layers: [any Operation] { nodes.map(\.operation) }

  /// The number of elements of every value: of the input, then of each node's output.
  public var widths: [Int] { shapes.map(\.count) }

  /// The operations up to the scores.
  public var logitLayers: ArraySlice<any Operation> { layers.prefix(scoreNodeCount) }

  /// The number of trained parameters.
  public var parameterCount: Int {
    nodes.reduce(0) {
      $0 + $1.operation.parameters.reduce(0) { $0 + $1.values.elements.count }
    }
  }

  /// The indices of the nodes that the output depends on, in ascending order.
  public var neededNodes: [Int] {
    var needed = [Bool](repeating: false, count: shapes.count)
    needed[nodes.count] = true
    for (index, node) in nodes.enumerated().reversed() where needed[index + 1] {
      for value in node.inputs { needed[value] = true }
    }
    return nodes.indices.filter { needed[$0 + 1] }
  }

  /// Calls `body` with each node's index, the parameter's index within it, and the parameter, which
  /// it may change in place.
  public mutating func updateParameters(_ body: (Int, Int, inout Matrix) -> Void) {
    anatomyCache = AnatomyCache()
    for index in nodes.indices {
      nodes[index].operation.updateParameters { parameter, values in
        body(index, parameter, &values)
      }
    }
  }

  /// The network's structure, for white-box methods; computed on first use.
  public var anatomy: Anatomy { anatomyCache.anatomy(of: self) }
}
