import LimnCore
import LimnNetwork

/// Layer-wise relevance propagation (Bach et al. 2015, PLoS ONE 10(7), e0130140; Montavon et al.
/// 2019, "Layer-wise relevance propagation: an overview"): the score is propagated backward from
/// node to node and divided among each node's inputs in proportion to their contributions.
///
/// The names and the behaviour of rules and composites are those of zennit 0.5.1: a normalisation
/// is merged into the preceding layer (or passes relevance unchanged if there is none), activations
/// pass relevance unchanged, sums and means divide it by contribution, a maximum gives it to the
/// winner, and a bias keeps its share. Relevance starts as the score, so the values sum to the
/// score minus the shares of biases and ε.
///
/// Cost: one forward and one backward pass for each input; in the backward pass, rules with signed
/// terms evaluate a layer up to four times.
public struct LRP: Attributor {
  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let composite: Composite
  private let ruled: RuledNetwork
  private let atBaseline: Matrix

  /// Binds the method to a network.
  ///
  /// - Throws: ``AttributionError/noRule(method:layer:)`` for a network with an operation without a
  ///   rule; ``AttributionError/noBox`` if the composite needs a box and has none; other cases of
  ///   ``AttributionError`` for a setting out of its range or a baseline that does not fit the
  ///   network; `ModelError`.
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

  /// Binds the method to a network, with individual settings; see ``Configuration``.
  ///
  /// - Throws: as ``init(_:settings:)``.
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
  /// - Returns: one attribution for each row.
  /// - Throws: ``AttributionError/needsRawScore(method:scale:)`` for an objective that is not a
  ///   weighted sum of raw scores; `ModelError`, other cases of ``AttributionError``,
  ///   `CancellationError`.
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
