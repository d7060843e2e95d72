import LimnCore
import LimnNetwork

/// Guided backpropagation (Springenberg et al. 2015, arXiv 1412.6806): the gradient at the input, of which
/// a rectifier lets only positive parts at positive inputs pass.
///
/// It draws sharp pictures of what excites the network, and hardly looks at the weights behind them
/// (Adebayo et al. 2018): read the randomisation check beside it.
///
/// Cost: one pass forward and one backward an input.
public struct GuidedBackprop: Attributor {
  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let ruled: RuledNetwork
  private let atBaseline: Matrix

  /// Binds the method to a network.
  ///
  /// - Throws: what makes the baseline unfit for the network.
  public init(_ network: Network, settings: Configuration) throws {
    self.network = network
    self.settings = settings
    ruled = RuledNetwork(network) { node in
      if case .piecewiseLinear(let function) = node.form, function.negativeSlope == 0 {
        GuidedRule()
      } else {
        GradientRule()
      }
    }
    atBaseline = try network.checkedScores(
      of: Matrix(row: settings.baseline.row(width: network.inputShape.count)))
  }

  /// The same with its settings one by one; see ``Configuration``.
  public init(
    _ network: Network, baseline: Baseline = .zeros
  ) throws {
    try self.init(network, settings: Configuration(baseline: baseline))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { .baseline(settings.baseline) }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: network, work: work)
    let shape = network.inputShape
    let size = min(64, ruled.rowsAtOnce)
    return try parallelChunks(of: inputs.rows, size: size, work: work) { rows, work in
      let trace = network.trace(of: inputs.rows(rows))
      let scores = trace.values[network.scoreValue]
      try network.requireFinite(scores)
      let slopes = try ruled.carryBack(
        network.cotangents(objectives[rows], scores: scores), trace: trace, work: work)
      if let (row, column) = slopes.firstNonFinite() {
        throw ModelError.nonFiniteGradient(row: row, input: column)
      }
      return { row in
        let (index, objective) = (row - rows.lowerBound, objectives[row])
        let response = network.output.response(ofValid: objective)
        return Attribution(
          method: name, objective: objective, shape: shape, quantity: .slope,
          values: slopes[row: index].map(Double.init),
          scoreAtInput: objective.value(of: scores[row: index], response: response),
          scoreAtBaseline: objective.value(of: atBaseline[row: 0], response: response),
          evaluations: 3,
          notes: [
            .init(
              .notAShare,
              "Guided backpropagation is a slope with its negative parts left out, not a share: it does "
                + "not sum to the score difference.")
          ])
      }
    }
  }
}

/// Of what arrives at a rectifier the positive part, where its input is positive.
private struct GuidedRule: BackwardRule {
  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] {
    node.gradients(message.map { max($0, 0) })
  }
}

extension GuidedBackprop {
  /// The settings of guided backpropagation.
  public struct Configuration: MethodConfiguration {
    public static let method = "guided-backprop"

    /// What the score at the input is compared with; the values do not depend on it.
    public var baseline: Baseline

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
    public init(baseline: Baseline = .zeros) { self.baseline = baseline }

    public func validate() throws {}

    public func bound(to model: any Model) throws -> any Attributor {
      try bound(to: model) { try GuidedBackprop($1.layers(of: $0), settings: $1) }
    }
  }
}
