import LimnCore
import LimnNetwork

/// Guided backpropagation (Springenberg et al. 2015, arXiv 1412.6806): the gradient at the input,
/// where each rectifier passes only positive gradients at positive inputs.
///
/// It produces sharp images but depends little on the weights of higher layers (Adebayo et al.
/// 2018, arXiv 1810.03292), so its result should be read together with the parameter randomisation
/// check.
///
/// Cost: one forward and one backward pass for each input.
public struct GuidedBackprop: Attributor {
  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let ruled: RuledNetwork
  private let atBaseline: Matrix

  /// Binds the method to a network.
  ///
  /// - Throws: ``AttributionError`` for a baseline that does not fit the network; `ModelError`.
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

  /// Binds the method to a network, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
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

/// Passes the positive part of the gradient where the rectifier's input is positive.
private struct GuidedRule: BackwardRule {
  func sent(_ message: Matrix, through node: VisitedNode) -> [Matrix] {
    node.gradients(message.map { max($0, 0) })
  }
}

extension GuidedBackprop {
  /// The settings of guided backpropagation.
  public struct Configuration: MethodConfiguration {
    public static let method = "guided-backprop"

    /// The reference of the score difference; the values do not depend on it.
    public var baseline: Baseline

    /// Creates settings. Units and ranges are documented at the properties.
    public init(baseline: Baseline = .zeros) { self.baseline = baseline }

    public func validate() throws {}

    public func bound(to model: any Model) throws -> any Attributor {
      try bound(to: model) { try GuidedBackprop($1.layers(of: $0), settings: $1) }
    }
  }
}
