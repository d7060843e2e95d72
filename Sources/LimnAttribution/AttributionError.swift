import LimnCore

/// An error in the inputs or settings of an attribution method, or a model the method does not
/// support.
public enum AttributionError: Error, Equatable {
  /// A number of objectives that differs from the number of inputs.
  case objectiveCount(found: Int, expected: Int)
  /// An input that is NaN or infinite, at a row and column of the batch.
  case nonFiniteInput(row: Int, column: Int)
  /// A baseline whose number of values differs from the model's input.
  case baselineWidth(found: Int, expected: Int)
  /// A baseline that is NaN or infinite in a column.
  case nonFiniteBaseline(column: Int)
  /// Blocks or a grid of masks for an input that is not an image.
  case blocksOfVector
  /// An occlusion window larger than the input, or a stride larger than the window.
  case windowSize(window: Occlusion.Size, stride: Occlusion.Size, input: InputShape)
  /// A grid of masks with more cells than the input has pixels.
  case maskGrid(grid: Occlusion.Size, input: InputShape)
  /// A segment map that does not have one label for each feature.
  case segmentLabels(found: Int, expected: Int)
  /// A background set without rows.
  case emptyBackground
  /// Background rows whose number of values differs from the model's input.
  case backgroundWidth(found: Int, expected: Int)
  /// A background that is NaN or infinite, at a row and column.
  case nonFiniteBackground(row: Int, column: Int)
  /// A budget of model evaluations below the method's minimum for this input.
  case evaluationsBelowMinimum(found: Int, minimum: Int)
  /// None of the drawn samples of pairs of coalitions determines the values.
  case undeterminedSample(players: Int, pairs: Int, attempts: Int)
  /// More players than exact enumeration supports.
  case tooManyPlayers(found: Int, maximum: Int)
  /// Enumerating all coalitions of nested blocks would take more evaluations than permitted.
  case beyondEnumeration(found: Int, maximum: Int)
  /// Nested blocks for a method that needs a partition.
  case nestedSegments
  /// An estimator that does not support nested blocks.
  case nestedEstimator(ShapleyEstimator)
  /// A model or objective for which the closed form of an estimator does not apply.
  case notAnalytic(ShapleyEstimator)
  /// Exact Integrated Gradients for a network with a layer that is not piecewise linear or, if
  /// `layer` is `nil`, for a model whose layers are not accessible.
  case notPiecewiseLinear(layer: String?)
  /// A regression without penalty whose samples do not determine the coefficients.
  case rankDeficient(samples: Int, features: Int)
  /// A setting outside its permitted range, which `range` states in words: "from 1 to 10000".
  case outOfRange(setting: String, found: String, range: String)
  /// A setting for which the method's working data would not fit in memory.
  case beyondMemory(setting: String, found: Int, largest: Int, features: Int)
  /// A method that needs gradients, for a model without gradients.
  case noGradients(method: String)
  /// A method that samples numbers around a row, for a model with categorical columns.
  case noCategories(method: String)
  /// A method that needs a network's layers, for a model whose layers are not accessible.
  case noLayers(method: String)
  /// A layer name the network does not have.
  case noSuchLayer(String, known: [String])
  /// A unit the layer does not have.
  case noSuchUnit(layer: String, found: [Int], shape: [Int])
  /// A method that needs feature maps, for a layer without feature maps or, if `layer` is `nil`,
  /// for a network without convolutions.
  case noFeatureMaps(method: String, layer: String?)
  /// A method that propagates a raw score, for an objective on another scale.
  case needsRawScore(method: String, scale: Objective.Scale)
  /// A propagation method, for a network with a layer it has no rule for.
  case noRule(method: String, layer: String)
  /// A method for images, for a model that takes a plain vector.
  case noPicture(method: String)
  /// SmoothGrad around a method whose values cannot be averaged over noisy copies.
  case notSmoothed(method: String)
  /// A composite whose first rule needs the smallest and the largest value an input may have.
  case noBox
  /// An unknown method name.
  case unknownMethod(String, known: [String])
}
