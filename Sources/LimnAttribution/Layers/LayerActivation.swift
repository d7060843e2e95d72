import LimnCore
import LimnNetwork

/// What the units of a layer give for an input: their values, without an explanation.
///
/// Cost: one pass forward as far as the layer, and the scores.
public struct LayerActivation: LayerMethod {
  public static let method = "activation"
  /// What the method is set by.
  public typealias Configuration = LayerSettings<LayerActivation>

  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let layer: LayerPlace
  private let atBaseline: Matrix

  /// Binds the method to a network.
  ///
  /// - Throws: `AttributionError.noSuchLayer`; what makes the baseline unfit.
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

  /// What the units of the layer give for every row of `inputs`.
  ///
  /// - Returns: attributions of the layer's shape.
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
