import LimnCore
import LimnNetwork

/// Integrated Gradients (Sundararajan, Taly, Yan 2017, arXiv 1703.01365, equation 1):
/// `IG_i = (x_i − x′_i) ∫₀¹ ∂f/∂x_i (x′ + α(x − x′)) dα`.
///
/// The values sum to `f(x) − f(x′)`, with an accuracy that depends on the ``Rule``. The
/// attribution's completeness gap compares their sum with the model's own scores, which are
/// computed independently of the integral and in `Float`.
///
/// ```swift
/// let method = try IntegratedGradients(network)
/// let why = try method.attribution(of: digit, objective: .logit(3, against: 8))
/// ```
public struct IntegratedGradients: Attributor {
  /// How the integral along the path is computed.
  public enum Rule: Sendable, Hashable {
    /// Without quadrature error, from the model's structure: for networks of affine operations,
    /// piecewise-linear functions and maxima, including branches. A path with more than
    /// ``maximumPieces`` pieces is integrated to ``defaultTolerance`` instead, with a note.
    case exact
    /// A quadrature rule with a fixed number of steps, in ``stepRange(of:)``. It takes one gradient
    /// for each node of the rule; the trapezoid rule has one node more than steps.
    case quadrature(QuadratureRule, steps: Int)
    /// Adaptive Gauss-Kronrod quadrature until the estimated error is below `tolerance` times the
    /// larger of 1 and the score difference, with at most ``maximumAdaptiveSteps`` gradients for an
    /// input; in ``toleranceRange``.
    case adaptive(tolerance: Double)
  }

  /// The default tolerance, which is also the limit for the exact rule's gap. Below about 1e-6,
  /// rounding errors of gradients in `Float` prevent convergence.
  public static let defaultTolerance = 1e-5

  /// The maximum number of gradients the adaptive rule uses for one input; if it is not enough, the
  /// attribution has a note.
  public static let maximumAdaptiveSteps = AdaptivePathIntegral.maximumSteps

  /// The maximum number of pieces between kinks that the exact rule follows on one path, for
  /// networks other than plain chains of dense layers and rectifiers.
  public static let maximumPieces = GraphPathIntegral.maximumPieces

  /// The model that is explained.
  public let model: any DifferentiableModel
  /// The settings, with the rule that was chosen.
  private let settings: Configuration
  /// How the integral is computed.
  public let rule: Rule
  private let start: [Float]
  private let integrator: Integrator

  private enum Integrator: Sendable {
    case exact(ExactPathIntegral)
    /// The second is used for paths with too many pieces.
    case graph(GraphPathIntegral, AdaptivePathIntegral)
    case fixed(FixedPathIntegral)
    case adaptive(AdaptivePathIntegral)
  }

  /// Binds the method to a model.
  ///
  /// - Parameters:
  ///   - model: any model with gradients; the exact rule needs a `WhiteBox`, such as a `Network`.
  ///   - baseline: the start of the path.
  ///   - rule: the integration rule. `nil` for the most accurate one the model allows: exact if the
  ///     model is known to be piecewise linear, otherwise adaptive.
  /// - Throws: ``AttributionError/notPiecewiseLinear(layer:)`` for the exact rule with another
  ///   model; other cases of ``AttributionError`` for a setting out of its range or a baseline that
  ///   does not fit the model.
  public init(
    _ model: any DifferentiableModel, baseline: Baseline = .zeros, rule: Rule? = nil
  ) throws {
    try self.init(model, settings: Configuration(baseline: baseline, rule: rule))
  }

  /// Binds the method to a model, with settings as a value.
  ///
  /// - Throws: as ``init(_:baseline:rule:)``.
  public init(_ model: any DifferentiableModel, settings: Configuration) throws {
    try settings.validate()
    self.model = model
    self.start = try settings.baseline.row(width: model.inputShape.count)
    self.rule = settings.rule ?? Self.bestRule(for: model)
    self.settings = Configuration(baseline: settings.baseline, rule: rule)
    let path = PathGradients(gradients: ObjectiveGradients(model: model), baseline: start)
    switch self.rule {
    case .exact:
      guard let anatomy = model.visibleAnatomy else {
        throw AttributionError.notPiecewiseLinear(layer: nil)
      }
      if let chain = anatomy.rectifierChain {
        integrator = .exact(ExactPathIntegral(chain, baseline: start, output: model.output))
      } else if let prepared = PreparedAnatomy(anatomy) {
        integrator = .graph(
          GraphPathIntegral(prepared, baseline: start, output: model.output),
          AdaptivePathIntegral(path: path, tolerance: Self.defaultTolerance))
      } else {
        throw AttributionError.notPiecewiseLinear(layer: anatomy.firstSmoothNode?.title)
      }
    case .quadrature(let rule, let steps):
      integrator = .fixed(FixedPathIntegral(path: path, nodes: rule.nodes(steps: steps)))
    case .adaptive(let tolerance):
      integrator = .adaptive(AdaptivePathIntegral(path: path, tolerance: tolerance))
    }
  }

  /// The most accurate rule for a model: exact if the model is known to be piecewise linear,
  /// otherwise adaptive.
  public static func bestRule(for model: any DifferentiableModel) -> Rule {
    if let anatomy = model.visibleAnatomy, anatomy.firstSmoothNode == nil { return .exact }
    return .adaptive(tolerance: defaultTolerance)
  }

  /// The start of the path.
  public var baseline: Baseline { settings.baseline }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { .baseline(baseline) }
  public var rowsShareProducts: Bool { chunkSize > 1 }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model, work: work)
    let scores = try PathScores(model, baseline: start)
    let shape = model.inputShape
    return try parallelChunks(of: inputs.rows, size: chunkSize, work: work) { rows, work in
      let ends = try scores.ends(of: inputs, rows: rows, objectives: objectives)
      let integral = try integrate(inputs, rows, objectives, ends: ends, work: work)
      // A copy for the chunk, since threads would contend for the reference count of a shared
      // array.
      let common = options(0)
      return { row in
        let index = row - rows.lowerBound
        let values = integral.values[index * inputs.columns..<(index + 1) * inputs.columns]
        let steps = integral.steps.isEmpty ? 0 : integral.steps[index]
        return attribution(
          Array(values), objective: objectives[row], shape: shape, ends: ends[index], steps: steps,
          options: steps == 0 ? common : options(steps),
          scored: integral.scored.isEmpty ? 0 : integral.scored[index],
          isUnfinished: integral.unfinished.contains(index))
      }
    }
  }

  /// Computes only the values, without the scores they are compared with, which is faster for large
  /// batches.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - objectives: one for each row.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  /// - Returns: the values, `n × inputShape.count`, rounded to `Float`.
  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`.
  public func values(
    of inputs: Matrix, objectives: [Objective], work: Work = Work()
  ) throws -> Matrix {
    try validate(inputs, objectives: objectives, for: model, work: work)
    let size = chunkSize
    let chunks = (inputs.rows + size - 1) / size
    let values = try parallelMap(count: chunks, work: work) { chunk, work in
      let rows = chunk * size..<min(inputs.rows, (chunk + 1) * size)
      return try integrate(inputs, rows, objectives, ends: nil, work: work).values
    }
    let result = Matrix(
      rows: inputs.rows, columns: inputs.columns, elements: values.joined().map(Float.init))
    if let (row, column) = result.firstNonFinite() {
      throw ModelError.nonFiniteGradient(row: row, input: column)
    }
    return result
  }

  /// The number of rows in a chunk: many if they share a product, one if each needs many gradients.
  private var chunkSize: Int {
    switch integrator {
    case .exact(let integral): integral.rowsAtOnce
    case .graph, .adaptive: 1
    case .fixed: 16
    }
  }

  private func integrate(
    _ inputs: Matrix, _ rows: Range<Int>, _ objectives: [Objective], ends: [PathScores.Ends]?,
    work: Work
  ) throws -> PathIntegral {
    switch integrator {
    case .exact(let integral):
      return try integral.integrate(inputs, rows: rows, objectives: objectives, work: work)
    case .graph(let integral, let adaptive):
      var result = PathIntegral(values: [])
      for row in rows {
        if let values = try integral.values(
          of: inputs[row: row], objective: objectives[row], work: work)
        {
          result.append(values, steps: 0, scored: 0, isUnfinished: false)
          continue
        }
        let ends = ends.map { [$0[row - rows.lowerBound]] }
        let found = try integrate(
          inputs, row..<row + 1, objectives, by: adaptive, ends: ends, work: work)
        result.append(
          found.values, steps: found.steps[0], scored: found.scored[0],
          isUnfinished: !found.unfinished.isEmpty)
      }
      return result
    case .fixed(let integral):
      return try integral.integrate(inputs, rows: rows, objectives: objectives, work: work)
    case .adaptive(let integral):
      return try integrate(inputs, rows, objectives, by: integral, ends: ends, work: work)
    }
  }

  private func integrate(
    _ inputs: Matrix, _ rows: Range<Int>, _ objectives: [Objective],
    by integral: AdaptivePathIntegral, ends: [PathScores.Ends]?, work: Work
  ) throws -> PathIntegral {
    let ends =
      try ends
      ?? PathScores(model, baseline: start).ends(of: inputs, rows: rows, objectives: objectives)
    return try integral.integrate(
      inputs, rows: rows, objectives: objectives, scoreDifferences: ends.map(\.difference),
      work: work)
  }

  private func attribution(
    _ values: [Double], objective: Objective, shape: InputShape, ends: PathScores.Ends, steps: Int,
    options: [Attribution.Option], scored: Int, isUnfinished: Bool
  ) -> Attribution {
    let gap = values.sum() - ends.difference
    var notes: [Attribution.Note] = []
    if rule == .exact, steps > 0 {
      notes.append(
        .init(
          .otherWay,
          "The path crosses more than \(Self.maximumPieces) kinks, so it was integrated to a tolerance "
            + "of \(Self.defaultTolerance) with \(steps) gradients instead of exactly."))
    }
    if isUnfinished {
      notes.append(
        .init(
          .notConverged,
          "The tolerance was not reached with \(steps) gradients, about the most that are spent on one "
            + "input."))
    }
    if abs(gap) > promisedGap * max(1, abs(ends.difference)) {
      notes.append(.init(.completenessGap, gapSentence))
    }
    let perStep =
      steps == 0 ? 0 : ObjectiveGradients(model: model).evaluations(for: objective)
    return Attribution(
      method: name, objective: objective, shape: shape, values: values,
      scoreAtInput: ends.input, scoreAtBaseline: ends.baseline,
      evaluations: PathScores.evaluations + scored + steps * perStep,
      options: options, notes: notes)
  }

  /// The largest gap without a note, relative to the larger of 1 and the score difference.
  private var promisedGap: Double {
    switch rule {
    case .exact: Self.defaultTolerance
    case .quadrature: 0.01
    case .adaptive(let tolerance): tolerance
    }
  }

  private var gapSentence: String {
    switch rule {
    case .exact:
      "The values' sum, computed in double precision, misses the difference of the model's own "
        + "scores, which are rounded to single precision."
    case .quadrature:
      "The values miss the score difference by more than 1%: take more steps, or let the rule be "
        + "chosen."
    case .adaptive:
      "The values miss the score difference by more than the tolerance; gradients in single "
        + "precision may not allow it."
    }
  }

  private func options(_ steps: Int) -> [Attribution.Option] {
    switch rule {
    case .exact where steps > 0:
      [
        .init("rule", "adaptive"), .init("tolerance", Self.defaultTolerance),
        .init("steps", steps),
      ]
    case .exact: [.init("rule", "exact")]
    case .quadrature(let rule, let steps):
      [.init("rule", rule.rawValue), .init("steps", steps)]
    case .adaptive(let tolerance):
      [
        .init("rule", "adaptive"), .init("tolerance", tolerance),
        .init("steps", steps),
      ]
    }
  }
}
