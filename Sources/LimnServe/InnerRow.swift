import LimnCore
import LimnNetwork

/// A row of units inside a network, as a page shows it: what a layer gives, with what acts on each of its
/// values behind it.
struct InnerRow: Sendable {
  let title: String
  /// What the command line calls the place; `nil` of the input.
  let place: String?
  /// Of the network's values: 0 is the input, k + 1 what node k makes.
  let value: Int
  /// Units, or channels, height and width.
  let shape: Shape
  /// Of the input what its numbers are called, where they are not features: "colour = red".
  let names: [String]?
  let activations: [String]
  /// The operation that makes the row.
  let operation: (any LimnNetwork.Operation)?

  /// More rows than these are not a picture to look at.
  private static let mostRows = 24
  /// Of all rows together.
  private static let mostValues = 40_000

  /// All rows, the input first; empty of a network that is too deep or too wide to be looked into.
  static func all(of network: Network) -> [InnerRow] {
    let front = network.behindCategories
    let stages = (front?.network ?? network).stages
    let rows =
      stages.isEmpty
      ? groups(of: network) : stages.map { InnerRow($0, of: network, behind: front?.encoding) }
    let values = rows.reduce(0) { $0 + $1.shape.count }
    return rows.count <= mostRows && values <= mostValues ? rows : []
  }

  /// - Parameter encoding: of categories, the operation before the stages, where there is one.
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

  /// Each number of an encoding by its column, and of a category its word.
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

  /// Of a network with convolutions, pools or branches. What changes each value by itself belongs to the
  /// row before it, and so does a change of the shape alone.
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

  /// Whether each of a node's outputs is made of the one input value at its place.
  private static func keepsPlaces(_ node: Network.Node, of network: Network) -> Bool {
    let shapes = node.inputs.map { network.shapes[$0] }
    if node.operation.isActivation { return true }
    switch node.operation.localForm(for: shapes) {
    case .identity, .diagonal, .piecewiseLinear, .elementwise: return true
    case .dense, .affine, .convolution, .maximum, .smooth: return false
    }
  }
}
