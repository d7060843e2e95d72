/// Whether a model's scores are raw or have passed through its link function.
public enum ScoreKind: String, Sendable, Hashable, Codable {
  /// Raw scores, before the model's ``OutputSchema/Link``: the logits of a classifier.
  case logits
  /// The model's own outputs, after its link: probabilities for a classifier whose logits are not
  /// available.
  case probabilities
}

/// A model as black-box methods see it: a function from a batch of inputs to scores.
///
/// A network that ends in a softmax returns the logits that enter it, so that every objective can
/// be computed; see ``OutputSchema``.
public protocol Model: Sendable {
  /// The shape of one input and the names of its features. A batch is a matrix with
  /// `inputShape.count` columns.
  var input: InputSchema { get }
  /// The number of scores for one input, and what they mean.
  var output: OutputSchema { get }
  /// The scores of a batch.
  ///
  /// The scores of one row must not depend on the other rows.
  ///
  /// - Parameter inputs: `n × inputShape.count`.
  /// - Returns: `n × outputCount`.
  /// - Throws: whatever the model throws.
  func scores(of inputs: Matrix) throws -> Matrix
}

/// A model whose scores can be differentiated with respect to its input.
public protocol DifferentiableModel: Model {
  /// The vector-Jacobian product, row by row: `result[r] = Σ_k cotangents[r, k] · ∂scores_k/∂x`
  /// at `x = inputs[r]`.
  ///
  /// - Parameters:
  ///   - inputs: where to differentiate, `n × inputShape.count`.
  ///   - cotangents: the weights of the scores to combine, `n × outputCount`.
  /// - Returns: the gradients, `n × inputShape.count`.
  /// - Throws: whatever the model throws.
  func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) throws -> Matrix

  /// The scores at `inputs`, and the vector-Jacobian product for cotangents computed from them: for
  /// models whose backward pass needs the forward pass anyway. The default implementation calls
  /// ``Model/scores(of:)``, then ``vectorJacobianProduct(at:cotangents:)``.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - cotangents: returns, for the scores, `n × outputCount`, the weights to differentiate with,
  ///     `n × outputCount`.
  /// - Returns: the scores, `n × outputCount`, and the gradients, `n × inputShape.count`.
  /// - Throws: whatever the model or `cotangents` throws.
  func scoresAndGradients(at inputs: Matrix, cotangents: (_ scores: Matrix) throws -> Matrix) throws
    -> (scores: Matrix, gradients: Matrix)
}

extension DifferentiableModel {
  public func scoresAndGradients(
    at inputs: Matrix, cotangents: (_ scores: Matrix) throws -> Matrix
  ) throws -> (scores: Matrix, gradients: Matrix) {
    let scores = try scores(of: inputs)
    return (
      scores, try vectorJacobianProduct(at: inputs, cotangents: try cotangents(scores))
    )
  }
}

extension Model {
  /// The shape of one input.
  public var inputShape: InputShape { input.shape }
  /// The number of scores for one input.
  public var outputCount: Int { output.count }

  /// The scores, after checking that caller and model keep the contract: the batch has the model's
  /// width and valid categories, and the scores have one row for each input, one column for each
  /// output, and are all finite.
  ///
  /// - Parameter inputs: `n × inputShape.count`.
  /// - Returns: `n × outputCount`.
  /// - Throws: ``ModelError``, or whatever the model throws.
  public func checkedScores(of inputs: Matrix) throws -> Matrix {
    try check(inputs)
    let scores = try scores(of: inputs)
    try check(scores: scores, of: inputs)
    return scores
  }

  fileprivate func check(_ inputs: Matrix) throws {
    guard outputCount > 0 else { throw ModelError.outputCount(outputCount) }
    guard inputs.columns == inputShape.count else {
      throw ModelError.inputWidth(found: inputs.columns, expected: inputShape.count)
    }
    try input.checkCategories(inputs)
  }

  fileprivate func check(scores: Matrix, of inputs: Matrix) throws {
    guard scores.rows == inputs.rows, scores.columns == outputCount else {
      throw ModelError.scoreShape(
        rows: scores.rows, columns: scores.columns, expectedRows: inputs.rows,
        expectedColumns: outputCount)
    }
    if let (row, column) = scores.firstNonFinite() {
      throw ModelError.nonFiniteScore(row: row, output: column)
    }
  }
}

extension DifferentiableModel {
  /// The vector-Jacobian product, after checking the width of the batch and that the model returned
  /// a finite gradient for each row.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - cotangents: `n × outputCount`.
  /// - Returns: the gradients, `n × inputShape.count`.
  /// - Throws: ``ModelError``, or whatever the model throws.
  public func checkedVectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) throws -> Matrix {
    try check(inputs)
    let gradients = try vectorJacobianProduct(at: inputs, cotangents: cotangents)
    try check(gradients: gradients, at: inputs)
    return gradients
  }

  /// Scores and gradients, with the checks of ``Model/checkedScores(of:)``, made before
  /// `cotangents` sees the scores, and of ``checkedVectorJacobianProduct(at:cotangents:)``.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - cotangents: returns, for the scores, `n × outputCount`, the weights to differentiate with,
  ///     `n × outputCount`.
  /// - Returns: the scores, `n × outputCount`, and the gradients, `n × inputShape.count`.
  /// - Throws: ``ModelError``, or whatever the model or `cotangents` throws.
  public func checkedScoresAndGradients(
    at inputs: Matrix, cotangents: (_ scores: Matrix) throws -> Matrix
  ) throws -> (scores: Matrix, gradients: Matrix) {
    try check(inputs)
    let result = try scoresAndGradients(at: inputs) { scores in
      try check(scores: scores, of: inputs)
      return try cotangents(scores)
    }
    try check(gradients: result.gradients, at: inputs)
    return result
  }

  private func check(gradients: Matrix, at inputs: Matrix) throws {
    guard gradients.rows == inputs.rows, gradients.columns == inputs.columns else {
      throw ModelError.gradientShape(
        rows: gradients.rows, columns: gradients.columns, expectedRows: inputs.rows,
        expectedColumns: inputs.columns)
    }
    if let (row, column) = gradients.firstNonFinite() {
      throw ModelError.nonFiniteGradient(row: row, input: column)
    }
  }
}

/// A violation of the contract between a model and its caller.
public enum ModelError: Error, Equatable {
  /// A batch whose width is not that of the model's input.
  case inputWidth(found: Int, expected: Int)
  /// A model returned the wrong number of rows or columns of scores.
  case scoreShape(rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  /// A model returned a NaN or infinite score.
  case nonFiniteScore(row: Int, output: Int)
  /// A model returned gradients whose shape is not that of its inputs.
  case gradientShape(rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  /// A model returned a NaN or infinite gradient.
  case nonFiniteGradient(row: Int, input: Int)
  /// An objective that names a class the model does not have.
  case noSuchClass(Int, outputCount: Int)
  /// A class compared with itself.
  case classAgainstItself(Int)
  /// An objective that names an output the model does not have, where the outputs are not classes.
  case noSuchOutput(Int, outputCount: Int)
  /// An output compared with itself.
  case outputAgainstItself(Int)
  /// Terms that are not an objective: none at all, two of the same output, or a weight that is not
  /// finite.
  case terms(outputs: [Int])
  /// Values of black and white that are not two different finite numbers for each channel.
  case tones(black: [Double], white: [Double])
  /// A logit was requested from a model that returns only probabilities.
  case logitsUnknown
  /// A probability was requested from a model that returns plain numbers.
  case noClasses(Objective.Scale)
  /// A task that does not fit the model's link, such as a regression from a softmax.
  case taskOfLink(OutputSchema.Task, OutputSchema.Link)
  /// The numbers of names and outputs differ.
  case outputNames(found: Int, expected: Int)
  /// The numbers of names and features differ.
  case featureNames(found: Int, expected: Int)
  /// Targets of another task than the model's.
  case targets(found: OutputSchema.Task, expected: OutputSchema.Task)
  /// A number that represents no category of its column, which has `count` categories.
  case noCategory(row: Int, feature: String, count: Int)
  /// A model without outputs.
  case outputCount(Int)
  /// A schema entry for a feature that the model does not have.
  case noSuchFeature(Int, count: Int)
  /// A NaN or infinity given as the substitute for a missing value.
  case nonFiniteImputed(feature: Int)
}

/// A model defined by a closure: anything that maps a batch to scores.
///
/// ```swift
/// let model = BlackBox(inputShape: .vector(4), outputCount: 3, scoreKind: .probabilities) { batch in
///   try myService.predict(batch)
/// }
/// ```
public struct BlackBox: Model {
  public let input: InputSchema
  public let output: OutputSchema
  private let body: @Sendable (Matrix) throws -> Matrix

  /// Creates a model with any input and output.
  ///
  /// - Parameters:
  ///   - input: the shape of one input and what is known about its features.
  ///   - output: the number of scores and what they mean.
  ///   - body: maps `n × input.shape.count` to `n × output.count`. It may be called from several
  ///     threads at once.
  public init(
    input: InputSchema, output: OutputSchema,
    scores body: @escaping @Sendable (Matrix) throws -> Matrix
  ) {
    self.input = input
    self.output = output
    self.body = body
  }

  /// Creates a classifier without class names.
  ///
  /// - Parameters:
  ///   - inputShape: the shape of one input.
  ///   - outputCount: the number of classes, at least 1.
  ///   - scoreKind: whether `body` returns logits or probabilities.
  ///   - body: maps `n × inputShape.count` to `n × outputCount`. It may be called from several
  ///     threads at once.
  public init(
    inputShape: InputShape, outputCount: Int, scoreKind: ScoreKind,
    scores body: @escaping @Sendable (Matrix) throws -> Matrix
  ) {
    self.init(
      input: InputSchema(inputShape), output: .classes(outputCount, scores: scoreKind),
      scores: body)
  }

  public func scores(of inputs: Matrix) throws -> Matrix {
    try body(inputs)
  }
}
