import LimnCore
import LimnNetwork

/// Integrated Gradients (Sundararajan, Taly, Yan 2017, arXiv 1703.01365, equation 1):
/// `IG_i = (x_i − x′_i) ∫₀¹ ∂f/∂x_i (x′ + α(x − x′)) dα`.
///
/// The values sum to `f(x) − f(x′)`. How nearly they do depends on the ``Rule``; the attribution's
/// gap compares their sum with the model's own scores, computed apart from the integral and in
/// `Float`.
///
/// ```swift
/// let method = try IntegratedGradients(network)
/// let why = try method.attribution(of: digit, objective: .logit(3, against: 8))
/// ```
public struct IntegratedGradients: Attributor {
  /// How the integral along the path is taken.
  public enum Rule: Sendable, Hashable {
    /// Without quadrature error, from what the model shows of itself: for networks of affine
    /// operations, functions of straight pieces and maxima, branches included. A path of more than
    /// ``maximumPieces`` pieces is integrated to ``defaultTolerance`` instead, with a note.
    case exact
    /// A rule with a fixed number of steps.
    case quadrature(QuadratureRule, steps: Int)
    /// Gauss-Kronrod on halved pieces until the estimated error is below `tolerance` times the larger
    /// of 1 and the score difference; at most ``maximumAdaptiveSteps`` gradients for an input.
    case adaptive(tolerance: Double)
  }

  /// The tolerance where none is given: the bar the exact rule is held to. Below about 1e-6 the
  /// rounding of gradients in `Float` stands in the way.
  public static let defaultTolerance = 1e-5

  /// The most gradients the adaptive rule spends on one input; it notes where that was not enough.
  public static let maximumAdaptiveSteps = AdaptivePathIntegral.maximumSteps

  /// The most pieces between kinks that the exact rule follows along one path of a network that is no
  /// plain chain of dense layers and rectifiers.
  public static let maximumPieces = GraphPathIntegral.maximumPieces

  /// The model that is explained.
  public let model: any DifferentiableModel
  /// The settings, the rule as it was chosen.
  private let settings: Configuration
  /// How the integral is computed.
  public let rule: Rule
  private let start: [Float]
  private let integrator: Integrator

  private enum Integrator: Sendable {
    case exact(ExactPathIntegral)
    /// The second for paths of too many pieces.
    case graph(GraphPathIntegral, AdaptivePathIntegral)
    case fixed(FixedPathIntegral)
    case adaptive(AdaptivePathIntegral)
  }

  /// Binds the method to a model.
  ///
  /// - Parameters:
  ///   - model: anything with gradients; the exact rule needs a `WhiteBox`, such as a `Network`.
  ///   - baseline: where the path starts.
  ///   - rule: how to integrate. `nil` takes the best the model allows: exact where it shows itself to be
  ///     piecewise linear, otherwise adaptive.
  /// - Throws: `AttributionError.notPiecewiseLinear` when the exact rule is asked of another model,
  ///   `.outOfRange`, `.baselineWidth`, `.nonFiniteBaseline`.
  public init(
    _ model: any DifferentiableModel, baseline: Baseline = .zeros, rule: Rule? = nil
  ) throws {
    try self.init(model, settings: Configuration(baseline: baseline, rule: rule))
  }

  /// Binds the method to a model with settings.
  ///
  /// - Throws: as the other initialiser.
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

  /// Exact for a model that shows itself to be piecewise linear, adaptive for anything else.
  public static func bestRule(for model: any DifferentiableModel) -> Rule {
    if let anatomy = model.visibleAnatomy, anatomy.firstSmoothNode == nil { return .exact }
    return .adaptive(tolerance: defaultTolerance)
  }

  /// Where the path starts.
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
      // Made for the chunk: the count of one array's owners is what threads would wait for.
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

  /// The values alone, a row for each input, without the scores they are compared with: the short
  /// way for large batches.
  ///
  /// - Throws: `ModelError`, ``AttributionError``.
  public func values(of inputs: Matrix, objectives: [Objective], work: Work) throws -> Matrix {
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

  /// Rows to a chunk: many where a product serves them all, one where each needs many gradients, and
  /// how many depends on it.
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

  /// The gap that needs no note, relative to the larger of 1 and the score difference.
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
