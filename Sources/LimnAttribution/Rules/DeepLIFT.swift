import LimnCore
import LimnNetwork

/// DeepLIFT (Shrikumar, Greenside, Kundaje 2017, arXiv 1704.02685), rescale rule: each node's
/// multipliers are quotients of differences between the input and a reference instead of
/// derivatives, and they are combined by the chain rule. The values are `m_i (x_i − x′_i)` and sum
/// to `f(x) − f(x′)`. Averaged over the rows of a background this is DeepSHAP (Lundberg and Lee
/// 2017).
///
/// - Affine nodes: the transposed map.
/// - Elementwise functions: `Δy/Δu`, or the derivative if `Δu` is 0 (for smooth functions, if it is
///   small).
/// - Maxima: an increase goes to the winner at the input, a decrease to the winner at the
///   reference, as in Captum.
/// - Other nodes (products, softmax, layer normalisation): the mean Jacobian on the straight line
///   from the reference's inputs to the node's, by Gauss-Legendre quadrature. The link of a
///   probability is treated in the same way.
///
/// Cost for each input: one forward pass, and one backward pass for each background row; one
/// forward pass for each background row in all.
public struct DeepLIFT: Attributor {
  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let ruled: RuledNetwork
  private let background: Matrix
  private let reference0: ForwardTrace

  /// Binds the method to a network.
  ///
  /// - Throws: ``AttributionError`` for a background that does not fit the network; `ModelError`.
  public init(_ network: Network, settings: Configuration) throws {
    self.network = network
    self.settings = settings
    background = try settings.background.matrix(width: network.inputShape.count)
    ruled = RuledNetwork(network) { node in
      switch node.form {
      case .identity: PassRule()
      case .diagonal, .dense, .affine, .convolution: GradientRule()
      case .piecewiseLinear: RescaleRule(isSmooth: false)
      case .elementwise: RescaleRule(isSmooth: true)
      case .maximum(let form): MaximumRescaleRule(form: form)
      case .smooth: MeanJacobianRule()
      }
    }
    reference0 = network.trace(of: background)
    _ = try network.checkedScores(of: background)
  }

  /// Binds the method to a network, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(
    _ network: Network, background: Background = .zeros
  ) throws {
    try self.init(network, settings: Configuration(background: background))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { settings.background }
  public var rowsShareProducts: Bool { rowsAtOnce > 1 }

  /// 1 if the background has enough rows for an efficient product.
  private var rowsAtOnce: Int {
    background.rows >= Self.manyRows ? 1 : min(64, max(1, ruled.rowsAtOnce / background.rows))
  }

  private static let manyRows = 32

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: network, work: work)
    let (count, shape) = (background.rows, network.inputShape)
    let atBackground = reference0.values[network.scoreValue]
    return try parallelChunks(of: inputs.rows, size: rowsAtOnce, work: work) { rows, work in
      let (inputs, objectives) = (inputs.rows(rows), Array(objectives[rows]))
      let trace = network.trace(of: inputs)
      let scores = trace.values[network.scoreValue]
      try network.requireFinite(scores)
      let multipliers = try ruled.carryBack(
        cotangents(objectives, scores: scores), trace: trace, reference: reference0, work: work)
      if let (row, column) = multipliers.firstNonFinite() {
        throw ModelError.nonFiniteGradient(row: row, input: column)
      }
      let responses = objectives.map { network.output.response(ofValid: $0) }
      return { row in
        let index = row - rows.lowerBound
        let (objective, response) = (objectives[index], responses[index])
        var values = [Double](repeating: 0, count: inputs.columns)
        var sum = 0.0
        for other in 0..<count {
          sum += objective.value(of: atBackground[row: other], response: response)
          let pair = index * count + other
          for i in values.indices {
            let difference = Double(inputs[index, i]) - Double(background[other, i])
            values[i] += Double(multipliers[pair, i]) * difference / Double(count)
          }
        }
        return Attribution(
          method: name, objective: objective, shape: shape, values: values,
          scoreAtInput: objective.value(of: scores[row: index], response: response),
          scoreAtBaseline: sum / Double(count), reference: Reference(background),
          evaluations: 1 + 2 * count)
      }
    }
  }

  /// The multipliers at the scores for each pair of input and background row, from which
  /// propagation starts.
  private func cotangents(_ objectives: [Objective], scores: Matrix) -> Matrix {
    let atBackground = reference0.values[network.scoreValue]
    var rows: [[Float]] = []
    for (row, objective) in objectives.enumerated() {
      let response = network.output.response(ofValid: objective)
      for other in 0..<background.rows {
        let (end, start) = (scores[row: row], atBackground[row: other])
        guard response.isCurved else {
          rows.append(objective.cotangent(at: end, response: response).map { Float($0) })
          continue
        }
        let reach = zip(end, start).map { abs($0 - $1) }.max() ?? 0
        var mean = [Double](repeating: 0, count: scores.columns)
        for node in MeanJacobianRule.nodes(pieces: min(64, 1 + Int(reach / 4))) {
          let point = zip(end, start).map { $1 + Float(node.x) * ($0 - $1) }
          for (k, slope) in objective.cotangent(at: point, response: response).enumerated() {
            mean[k] += node.weight * slope
          }
        }
        rows.append(mean.map { Float($0) })
      }
    }
    return Matrix(rows: rows, columns: scores.columns)
  }
}

extension DeepLIFT {
  /// The settings of DeepLIFT.
  public struct Configuration: MethodConfiguration {
    public static let method = "deeplift"

    /// The reference: one input, or rows over which the values are averaged.
    public var background: Background

    /// Creates settings. Units and ranges are documented at the properties.
    public init(background: Background = .zeros) { self.background = background }

    public func validate() throws {}

    public func bound(to model: any Model) throws -> any Attributor {
      try bound(to: model) { try DeepLIFT($1.layers(of: $0), settings: $1) }
    }
  }
}

extension Network {
  /// - Throws: `ModelError.nonFiniteScore`.
  func requireFinite(_ scores: Matrix) throws {
    if let (row, column) = scores.firstNonFinite() {
      throw ModelError.nonFiniteScore(row: row, output: column)
    }
  }
}
