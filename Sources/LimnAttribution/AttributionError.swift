import LimnCore

/// What can be wrong with a request for an attribution.
public enum AttributionError: Error, Equatable {
  /// Another number of objectives than of inputs.
  case objectiveCount(found: Int, expected: Int)
  /// An input that is NaN or infinite, at a row and column of the batch.
  case nonFiniteInput(row: Int, column: Int)
  /// A baseline with another number of values than the model's input.
  case baselineWidth(found: Int, expected: Int)
  /// A baseline that is NaN or infinite in a column.
  case nonFiniteBaseline(column: Int)
  /// Blocks asked of an input that is not an image.
  case blocksOfVector
  /// A window of occlusion that is larger than the input, or moves by more than its size.
  case windowSize(window: Occlusion.Size, stride: Occlusion.Size, input: InputShape)
  /// A grid of masks with more cells than the input has pixels.
  case maskGrid(grid: Occlusion.Size, input: InputShape)
  /// A segment map that does not have one label for each feature.
  case segmentLabels(found: Int, expected: Int)
  /// A background set without rows.
  case emptyBackground
  /// Background rows with another number of values than the model's input.
  case backgroundWidth(found: Int, expected: Int)
  /// A background that is NaN or infinite, at a row and column.
  case nonFiniteBackground(row: Int, column: Int)
  /// A budget of model evaluations that the method cannot start with.
  case evaluationsBelowMinimum(found: Int, minimum: Int)
  /// No sample of so many pairs of coalitions, of as many as were drawn, determines the values.
  case undeterminedSample(players: Int, pairs: Int, attempts: Int)
  /// More players than exact enumeration takes on.
  case tooManyPlayers(found: Int, maximum: Int)
  /// More evaluations than all coalitions of nested blocks are counted with.
  case beyondEnumeration(found: Int, maximum: Int)
  /// Nested blocks asked of a method that takes a partition.
  case nestedSegments
  /// An estimator that nested blocks do not have.
  case nestedEstimator(ShapleyEstimator)
  /// A model or objective for which the estimator, one without coalitions, has no formula.
  case notAnalytic(ShapleyEstimator)
  /// Exact Integrated Gradients asked of a network with a layer that is neither affine nor a
  /// rectifier, or (`layer` is `nil`) of a model whose layers cannot be seen.
  case notPiecewiseLinear(layer: String?)
  /// A regression without penalty whose samples do not determine the features.
  case rankDeficient(samples: Int, features: Int)
  /// A setting outside the numbers it may have, by its name: "from 1 to 10000".
  case outOfRange(setting: String, found: String, range: String)
  /// A setting for which the method's numbers, so many for each feature, would not fit in memory.
  case beyondMemory(setting: String, found: Int, largest: Int, features: Int)
  /// A method that takes gradients, for a model without any.
  case noGradients(method: String)
  /// A method that draws numbers around a row's, for a model with columns of categories.
  case noCategories(method: String)
  /// A method that looks at the layers of a network, for a model that shows none.
  case noLayers(method: String)
  /// A layer's name that is none of the network's.
  case noSuchLayer(String, known: [String])
  /// A unit that a layer does not have.
  case noSuchUnit(layer: String, found: [Int], shape: [Int])
  /// Feature maps asked of a layer that has none, or (`layer` is `nil`) of a network without
  /// convolutions.
  case noFeatureMaps(method: String, layer: String?)
  /// A method that divides a raw score, for an objective on another scale.
  case needsRawScore(method: String, scale: Objective.Scale)
  /// A method of rules, for a network with a layer that it has none for.
  case noRule(method: String, layer: String)
  /// A method that looks at pictures, for a model that takes a plain vector.
  case noPicture(method: String)
  /// A method that has no mean over noisy copies.
  case notSmoothed(method: String)
  /// A composite whose first rule needs to know the least and the largest value of the input.
  case noBox
  /// A method's name that is none.
  case unknownMethod(String, known: [String])
}
