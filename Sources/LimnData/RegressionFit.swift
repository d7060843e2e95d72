import LimnCore

/// How near a model's numbers come to those that are right, for one output.
public struct RegressionFit: Sendable, Hashable, Codable {
  /// The number of examples.
  public let count: Int
  /// The mean of `(y − t)²`, in the square of the output's unit.
  public let meanSquaredError: Double
  /// The mean of `|y − t|`, in the output's unit.
  public let meanAbsoluteError: Double
  /// The mean of `y − t`, in the output's unit: above 0 where predictions are too high on average.
  public let meanError: Double
  /// The coefficient of determination `1 − Σ(y − t)²/Σ(t − t̄)²`; `nil` of targets that do not vary.
  public let rSquared: Double?

  /// Sums over the rows of a regression, a column of pairs for each output.
  ///
  /// - Parameter pairs: what the model gives and what is right.
  /// - Returns: `nil` for no pair.
  public init?(_ pairs: some Collection<(predicted: Double, target: Double)>) {
    guard !pairs.isEmpty else { return nil }
    let errors = pairs.map { $0.predicted - $0.target }
    let squares = errors.map { $0 * $0 }
    count = pairs.count
    meanSquaredError = squares.mean()
    meanError = errors.mean()
    meanAbsoluteError = errors.map(abs).mean()
    rSquared = Self.rSquared(squaredError: squares.sum(), of: pairs.map(\.target))
  }

  /// The root of ``meanSquaredError``, in the output's unit.
  public var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }

  /// `1 − error/Σ(t − t̄)²`; `nil` of targets that do not vary.
  package static func rSquared(squaredError: Double, of targets: [Double]) -> Double? {
    let mean = targets.mean()
    let total = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return total > 0 ? 1 - squaredError / total : nil
  }

  /// The fit of each output of a model on a set of numbers.
  ///
  /// - Throws: `ModelError`; `.targets` for a set of another kind or width; `DataError.noExamples`.
  public static func all(of model: some Model, on set: LabeledSet) throws -> [RegressionFit] {
    let scores = try model.checkedScores(of: set.inputs)
    guard case .numbers(let targets) = set.targets, targets.columns == scores.columns else {
      throw ModelError.targets(found: set.targets.task, expected: model.output.task)
    }
    return try (0..<scores.columns).map { output in
      let fit = RegressionFit(
        (0..<scores.rows).map { (Double(scores[$0, output]), Double(targets[$0, output])) })
      guard let fit else { throw DataError.noExamples }
      return fit
    }
  }
}
