import LimnCore

/// A feed-forward network: a graph of operations from one input to scores.
///
/// Values are counted from 0, the input; node k makes value k + 1. A chain, where each node takes the
/// value before it, is the special case that ``init(inputShape:layers:)`` builds.
///
/// Where the last operation is a softmax, a log-softmax or a sigmoid, the network's ``scores(of:)`` are
/// what enters it, so both sides are within reach; see `OutputSchema.Link`.
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
  /// The operations in the order they run, a final softmax included.
  public private(set) var nodes: [Node]
  /// The shape of every value for one example: the input's first, then each node's.
  public let shapes: [Shape]
  /// What the outputs are; how they follow from the scores is the last operation's doing.
  public internal(set) var output: OutputSchema
  /// Whether each node takes the value before it and no other.
  public let isChain: Bool
  /// For each value the last node that takes it.
  let lastUses: [Int]
  private var anatomyCache = AnatomyCache()

  /// A node of the graph: an operation on values.
  public struct Node: Sendable {
    /// What a file or a builder calls it; empty for a layer that nobody named.
    public let name: String
    /// The operation.
    public internal(set) var operation: any Operation
    /// The values it takes, in the operation's order: 0 is the input, k + 1 what node k makes.
    public let inputs: [Int]

    /// An operation with a name, of the values with these numbers; 0 is the network's input.
    public init(_ name: String, _ operation: any Operation, of inputs: [Int]) {
      self.name = name
      self.operation = operation
      self.inputs = inputs
    }
  }

  /// A chain: each layer takes what the one before it gives.
  ///
  /// - Throws: `NetworkError.noLayers`, `.noInputs`, `.layerWidth` where a layer does not fit the one
  ///   before, `.noUnits` where it gives nothing.
  public init(inputShape: InputShape, layers: [any Operation]) throws {
    try self.init(
      inputShape: inputShape,
      nodes: layers.enumerated().map { Node("", $1, of: [$0]) })
  }

  /// A graph.
  ///
  /// - Parameters:
  ///   - nodes: in an order in which they can run; the last one makes the output. A node whose value
  ///     nobody takes is allowed.
  ///   - valueShape: the input's shape as the first operations see it, of as many values as
  ///     `inputShape`; `nil` takes that.
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
  ///   - shapes: of every value, found before.
  ///   - link: what the last node is to be taken for.
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

  /// How the scores become the network's own output.
  public var link: OutputSchema.Link { output.link }

  /// Whether the network's own output is the softmax of its scores.
  public var endsInSoftmax: Bool { link == .softmax }

  /// The number of nodes up to the scores: all but the ``link``.
  public var scoreNodeCount: Int { link == .identity ? nodes.count : nodes.count - 1 }

  /// The value that the scores are: 0 is the input, k + 1 what node k makes.
  public var scoreValue: Int {
    link == .identity ? nodes.count : nodes[nodes.count - 1].inputs[0]
  }

  /// The operations in the order they run: of a chain, its layers.
  public var layers: [any Operation] { nodes.map(\.operation) }

  /// The width of every value: that of the input, then of what each node gives.
  public var widths: [Int] { shapes.map(\.count) }

  /// The operations up to the scores.
  public var logitLayers: ArraySlice<any Operation> { layers.prefix(scoreNodeCount) }

  /// The number of trained values.
  public var parameterCount: Int {
    nodes.reduce(0) {
      $0 + $1.operation.parameters.reduce(0) { $0 + $1.values.elements.count }
    }
  }

  /// The places of the nodes that the output depends on, in order.
  public var neededNodes: [Int] {
    var needed = [Bool](repeating: false, count: shapes.count)
    needed[nodes.count] = true
    for (index, node) in nodes.enumerated().reversed() where needed[index + 1] {
      for value in node.inputs { needed[value] = true }
    }
    return nodes.indices.filter { needed[$0 + 1] }
  }

  /// Lets `body` change every parameter in place; it is told the node's index and the parameter's.
  public mutating func updateParameters(_ body: (Int, Int, inout Matrix) -> Void) {
    anatomyCache = AnatomyCache()
    for index in nodes.indices {
      nodes[index].operation.updateParameters { parameter, values in
        body(index, parameter, &values)
      }
    }
  }

  /// What the network is made of, for methods that look inside: found when first asked for.
  public var anatomy: Anatomy { anatomyCache.anatomy(of: self) }
}
