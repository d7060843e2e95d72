import LimnCore

/// The quality of a regression for one output, from predictions y and targets t.
public struct RegressionFit: Sendable, Hashable, Codable {
  /// The number of examples.
  public let count: Int
  /// The mean of `(y − t)²`, in the square of the output's unit.
  public let meanSquaredError: Double
  /// The mean of `|y − t|`, in the output's unit.
  public let meanAbsoluteError: Double
  /// The mean of `y − t`, in the output's unit; positive if predictions are too high on average.
  public let meanError: Double
  /// The coefficient of determination `1 − Σ(y − t)²/Σ(t − t̄)²`; `nil` if the targets do not vary.
  public let rSquared: Double?

  /// Computes the measures from predictions and targets.
  ///
  /// - Parameter pairs: the prediction and the target of each example.
  /// - Returns: `nil` if there are no pairs.
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

  /// The square root of ``meanSquaredError``, in the output's unit.
  public var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }

  /// `1 − error/Σ(t − t̄)²`; `nil` if the targets do not vary.
  package static func rSquared(squaredError: Double, of targets: [Double]) -> Double? {
    let mean = targets.mean()
    let total = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return total > 0 ? 1 - squaredError / total : nil
  }

  /// Computes the fit of each output of a model on a set with numeric targets.
  ///
  /// - Returns: one fit for each output.
  /// - Throws: `ModelError`, including `.targets` if the set has other targets or another number of
  ///   them; `DataError.noExamples`; whatever the model throws.
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
