import LimnCore
import LimnNetwork

/// Layer-wise relevance propagation (Bach et al. 2015; Montavon et al. 2019): the score itself is handed
/// back from node to node, divided by what each input contributed.
///
/// Names and behaviour of rules and composites are zennit's 0.5.1: a normalisation is merged into the
/// layer before it (and passed where there is none), activations pass relevance on, sums and means
/// divide it by contribution, a maximum gives it to the winner, and what a bias contributed stays with
/// it. Relevance starts as the score, so it sums to the score less what biases and ε kept.
///
/// Cost: one pass forward and one back, of which the signed rules run each layer up to four times.
public struct LRP: Attributor {
  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let composite: Composite
  private let ruled: RuledNetwork
  private let atBaseline: Matrix

  /// Binds the method to a network.
  ///
  /// - Throws: `AttributionError.noRule` for a network with an operation that relevance has no rule
  ///   for, `.noBox` where the composite needs a box and has none; what makes the baseline unfit.
  public init(_ network: Network, settings: Configuration) throws {
    try settings.validate()
    self.network = network
    self.settings = settings
    let merged = network.mergingScalings()
    composite = settings.composite(for: merged)
    ruled = try settings.ruled(merged, by: composite)
    atBaseline = try network.checkedScores(
      of: Matrix(row: settings.baseline.row(width: network.inputShape.count)))
  }

  /// The same with its settings one by one; see ``Configuration``.
  public init(
    _ network: Network, composite: Composite? = nil, epsilon: Double = 1e-6, gamma: Double = 0.25,
    box: Box? = nil,
    baseline: Baseline = .zeros
  ) throws {
    try self.init(
      network,
      settings: Configuration(
        composite: composite, epsilon: epsilon, gamma: gamma, box: box, baseline: baseline))
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { .baseline(settings.baseline) }

  /// Explains every row of `inputs`, row r by `objectives[r]`.
  ///
  /// - Throws: as for every method; `AttributionError.needsRawScore` for an objective on a scale that is
  ///   no sum of raw scores.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: network, work: work)
    let responses = objectives.map { network.output.response(ofValid: $0) }
    if let curved = zip(objectives, responses).first(where: { $1.isCurved }) {
      throw AttributionError.needsRawScore(method: name, scale: curved.0.scale)
    }
    let shape = network.inputShape
    let size = min(64, ruled.rowsAtOnce)
    return try parallelChunks(of: inputs.rows, size: size, work: work) { rows, work in
      let trace = ruled.network.trace(of: inputs.rows(rows))
      let scores = trace.values[ruled.network.scoreValue]
      try network.requireFinite(scores)
      let start = Matrix(rows: scores.rows, columns: scores.columns) { target in
        for i in target.indices { target[i] = 0 }
        for (row, objective) in objectives[rows].enumerated() {
          objective.forEachTerm { output, weight in
            target[row * scores.columns + output] = Float(weight) * scores[row, output]
          }
        }
      }
      let relevance = try ruled.carryBack(start, trace: trace, work: work)
      if let (row, column) = relevance.firstNonFinite() {
        throw ModelError.nonFiniteGradient(row: row, input: column)
      }
      return { row in
        let (index, objective) = (row - rows.lowerBound, objectives[row])
        return Attribution(
          method: name, objective: objective, shape: shape,
          values: relevance[row: index].map(Double.init),
          scoreAtInput: objective.value(of: scores[row: index], response: responses[row]),
          scoreAtBaseline: objective.value(of: atBaseline[row: 0], response: responses[row]),
          evaluations: 3, options: settings.options(of: composite),
          notes: [
            .init(
              .notAShare,
              "Relevance divides the score itself, not its difference to the baseline; what biases "
                + "contributed stays with them.")
          ])
      }
    }
  }
}
