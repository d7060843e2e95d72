import LimnCore
import LimnNetwork

/// The activations of a layer's units for an input. They do not explain a score.
///
/// Cost: one forward pass for each input, plus one for the baseline.
public struct LayerActivation: LayerMethod {
  public static let method = "activation"
  /// The settings type of the method.
  public typealias Configuration = LayerSettings<LayerActivation>

  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let layer: LayerPlace
  private let atBaseline: Matrix

  /// Binds the method to a network.
  ///
  /// - Throws: ``AttributionError`` for an unknown layer or a baseline that does not fit the
  ///   network; `ModelError`.
  public init(_ network: Network, settings: Configuration) throws {
    self.network = network
    self.settings = settings
    layer = try LayerPlace(settings.layer, in: network)
    atBaseline = try network.checkedScores(
      of: Matrix(row: settings.baseline.row(width: network.inputShape.count)))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { .baseline(settings.baseline) }

  /// The activations of the layer's units for every row of `inputs`.
  ///
  /// - Returns: one attribution for each row, with one value for each unit of the layer.
  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: network, work: work)
    return try parallelMap(count: inputs.rows, work: work) { row in
      let values = network.trace(of: inputs.rows(row..<row + 1)).values
      let scores = values[network.scoreValue]
      try network.requireFinite(scores)
      let response = network.output.response(ofValid: objectives[row])
      return Attribution(
        method: name, objective: objectives[row], shape: layer.inputShape, quantity: .activation,
        values: values[layer.value].elements.map(Double.init),
        scoreAtInput: objectives[row].value(of: scores[row: 0], response: response),
        scoreAtBaseline: objectives[row].value(of: atBaseline[row: 0], response: response),
        evaluations: 2, options: [.init("layer", layer.name)])
    }
  }
}
