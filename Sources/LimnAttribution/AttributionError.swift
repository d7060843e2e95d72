/// What can be wrong with a request for an attribution.
public enum AttributionError: Error, Equatable {
  case objectiveCount(found: Int, expected: Int)
  case nonFiniteInput(row: Int, column: Int)
  case baselineWidth(found: Int, expected: Int)
  case nonFiniteBaseline(column: Int)
  /// Blocks asked of an input that is no image.
  case blocksOfVector
  /// A block size that is not positive.
  case blockSize(Int)
  /// A segment map that does not have one label for each feature.
  case segmentLabels(found: Int, expected: Int)
  /// A background set without rows.
  case emptyBackground
  case backgroundWidth(found: Int, expected: Int)
  case nonFiniteBackground(row: Int, column: Int)
  /// A budget of model evaluations that the method cannot start with.
  case evaluationsBelowMinimum(found: Int, minimum: Int)
  /// A precision to stop at that is not positive.
  case precision(Double)
  /// No sample of so many pairs of coalitions, of as many as were drawn, determines the values.
  case undeterminedSample(players: Int, pairs: Int, attempts: Int)
  /// More players than exact enumeration takes on.
  case tooManyPlayers(found: Int, maximum: Int)
  /// A model or objective for which the estimator, one without coalitions, has no formula.
  case notAnalytic(ShapleyEstimator)
  /// Exact Integrated Gradients asked of a network with a layer that is neither affine nor a
  /// rectifier, or (`layer` is `nil`) of a model whose layers cannot be seen.
  case notPiecewiseLinear(layer: String?)
  /// A quadrature rule without steps.
  case stepCount(Int)
  /// A tolerance that is not a positive number.
  case tolerance(Double)
  /// A noise level that is not a positive number.
  case noiseLevel(Double)
  /// Fewer samples than the method needs for an error bar.
  case sampleCount(found: Int, minimum: Int)
  /// A kernel width that is not a positive number.
  case kernelWidth(Double)
  /// A ridge penalty that is not a number of at least 0.
  case ridge(Double)
  /// A selection of fewer features than one.
  case featureCount(Int)
  /// A regression without penalty whose samples do not determine the features.
  case rankDeficient(samples: Int, features: Int)
}
