import LimnCore
import LimnNetwork

/// Integrated Gradients (Sundararajan, Taly, Yan 2017, arXiv 1703.01365, equation 1):
/// `IG_i = (x_i − x′_i) ∫₀¹ ∂f/∂x_i (x′ + α(x − x′)) dα`.
///
/// The values sum to `f(x) − f(x′)`. How nearly they do depends on the ``Rule``; the attribution's
/// gap compares their sum with the model's own scores, which are computed in `Float`.
///
/// ```swift
/// let method = try IntegratedGradients(network)
/// let why = try method.attribution(of: digit, objective: .logit(3, against: 8))
/// ```
public struct IntegratedGradients: Attributor {
  /// How the integral along the path is taken.
  public enum Rule: Sendable, Hashable {
    /// Without quadrature error, from the network's weights: for affine layers and rectifiers.
    case exact
  }

  public let model: any DifferentiableModel
  public let baseline: Baseline
  public let rule: Rule
  private let start: [Float]
  private let integral: ExactPathIntegral

  /// - Parameters:
  ///   - model: anything with gradients; the exact rule needs a `Network`.
  ///   - baseline: where the path starts.
  ///   - rule: how to integrate; `nil` for the best the model allows, which is exact where the network
  ///     is piecewise linear.
  /// - Throws: `AttributionError.notPiecewiseLinear` when the exact rule is asked of another model,
  ///   `.baselineWidth`, `.nonFiniteBaseline`.
  public init(
    _ model: any DifferentiableModel, baseline: Baseline = .zeros, rule: Rule? = nil
  ) throws {
    self.model = model
    self.baseline = baseline
    self.start = try baseline.row(width: model.inputShape.count)
    guard let network = model as? Network else {
      throw AttributionError.notPiecewiseLinear(layer: nil)
    }
    self.rule = .exact
    self.integral = ExactPathIntegral(try PiecewiseLinearNetwork(network), baseline: start)
  }

  public var name: String { "integrated-gradients" }

  public func attributions(of inputs: Matrix, objectives: [Objective], workers: Int) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model)
    let atBaseline = try model.checkedScores(of: Matrix(row: start))
    return try parallelChunks(of: inputs.rows, workers: workers) { rows in
      let scores = try model.checkedScores(of: inputs.rows(rows))
      let values = integral.values(of: inputs, rows: rows, objectives: objectives)
      return rows.enumerated().map { index, row in
        Attribution(
          method: name, objective: objectives[row], shape: model.inputShape,
          values: Array(values[index * inputs.columns..<(index + 1) * inputs.columns]),
          scoreAtInput: objectives[row].value(of: scores[row: index], kind: model.scoreKind),
          scoreAtBaseline: objectives[row].value(of: atBaseline[row: 0], kind: model.scoreKind),
          evaluations: 2, options: [.init("rule", "exact")])
      }
    }
  }

  /// The values alone, a row for each input, without the scores they are compared with: the short
  /// way for large batches.
  ///
  /// - Throws: `ModelError`, ``AttributionError``.
  public func values(of inputs: Matrix, objectives: [Objective], workers: Int) throws -> Matrix {
    try validate(inputs, objectives: objectives, for: model)
    let values = try parallelChunks(of: inputs.rows, workers: workers) { rows in
      integral.values(of: inputs, rows: rows, objectives: objectives).map(Float.init)
    }
    return Matrix(rows: inputs.rows, columns: inputs.columns, elements: values)
  }
}

/// Calls `body` for chunks of at most 128 rows and joins what they give, in order. The chunks do not
/// depend on the number of workers.
func parallelChunks<Element: Sendable>(
  of rows: Int, workers: Int, _ body: @Sendable (Range<Int>) throws -> [Element]
) throws -> [Element] {
  let size = 128
  let parts = try parallelMap(count: (rows + size - 1) / size, workers: workers) { chunk in
    try body(chunk * size..<min(rows, (chunk + 1) * size))
  }
  return Array(parts.joined())
}
