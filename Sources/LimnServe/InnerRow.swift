import LimnCore
import LimnNetwork

/// A row of units inside a network, as shown on a page: the output of a layer, together with the
/// elementwise operations that follow it.
struct InnerRow: Sendable {
  let title: String
  /// The layer's name on the command line; `nil` for the input.
  let place: String?
  /// The number of the network's value: 0 is the input, k + 1 the output of node k.
  let value: Int
  /// The number of units, or channels, height and width.
  let shape: Shape
  /// For the input, the names of its numbers if they are not features: "colour = red".
  let names: [String]?
  let activations: [String]
  /// The operation that makes the row.
  let operation: (any LimnNetwork.Operation)?

  /// The maximum number of rows that a picture shows.
  private static let mostRows = 24
  /// The maximum number of values of all rows together.
  private static let mostValues = 40_000

  /// All rows, the input first; empty if the network is too deep or too wide to be shown.
  static func all(of network: Network) -> [InnerRow] {
    let front = network.behindCategories
    let stages = (front?.network ?? network).stages
    let rows =
      stages.isEmpty
      ? groups(of: network) : stages.map { InnerRow($0, of: network, behind: front?.encoding) }
    let values = rows.reduce(0) { $0 + $1.shape.count }
    return rows.count <= mostRows && values <= mostValues ? rows : []
  }

  /// - Parameter encoding: the encoding of categories before the stages, if there is one.
  private init(_ stage: NetworkStage, of network: Network, behind encoding: CategoryEncoding?) {
    let summary = NetworkSummary(of: network).rows
    let before = encoding == nil ? 0 : 1
    title = "\(stage)"
    place = stage.layers.last.map { summary[$0 + before].name }
    value = stage.layers.upperBound + before
    shape = Shape([stage.width])
    names = stage.role == .input ? encoding.map { Self.names($0, of: network.input) } : nil
    activations = stage.activations
    operation = stage.dense
  }

  /// The name of each number of an encoding: its column and, for a category, its word.
  private static func names(_ encoding: CategoryEncoding, of input: InputSchema) -> [String] {
    encoding.columns.enumerated().flatMap { column, categories in
      categories.map { $0.words.map { "\(input.name(of: column)) = \($0)" } }
        ?? [input.name(of: column)]
    }
  }

  private init(
    title: String, place: String?, value: Int, shape: Shape, activations: [String],
    operation: (any LimnNetwork.Operation)?
  ) {
    (self.title, self.place, self.value) = (title, place, value)
    (self.shape, self.names, self.activations, self.operation) = (
      shape, nil, activations, operation
    )
  }

  /// The rows of a network with convolutions, pools or branches. Elementwise operations and changes
  /// of the shape belong to the row before them.
  private static func groups(of network: Network) -> [InnerRow] {
    let summary = NetworkSummary(of: network).rows
    var rows = [
      InnerRow(
        title: "input", place: nil, value: 0, shape: network.shapes[0], activations: [],
        operation: nil)
    ]
    for (index, node) in network.nodes.enumerated() {
      let (before, name) = (rows[rows.count - 1], summary[index].name)
      let keepsValues = node.inputs == [before.value] && keepsPlaces(node, of: network)
      rows.append(
        keepsValues
          ? InnerRow(
            title: before.title, place: before.place == nil ? nil : name, value: index + 1,
            shape: before.shape,
            activations: before.activations
              + (node.operation.isActivation ? [node.operation.kind] : []),
            operation: before.operation)
          : InnerRow(
            title: name, place: name, value: index + 1, shape: network.shapes[index + 1],
            activations: [], operation: node.operation))
      if keepsValues { rows.remove(at: rows.count - 2) }
    }
    return rows
  }

  /// Whether each of a node's outputs depends only on the input value at the same position.
  private static func keepsPlaces(_ node: Network.Node, of network: Network) -> Bool {
    let shapes = node.inputs.map { network.shapes[$0] }
    if node.operation.isActivation { return true }
    switch node.operation.localForm(for: shapes) {
    case .identity, .diagonal, .piecewiseLinear, .elementwise: return true
    case .dense, .affine, .convolution, .maximum, .smooth: return false
    }
  }
}
