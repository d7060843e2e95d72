/// What a model's scores are.
public enum ScoreKind: String, Sendable, Hashable, Codable {
  /// Raw scores, before the model's ``OutputSchema/Link``: of a classifier the logits.
  case logits
  /// What the model gives itself, after its link: of a classifier whose logits cannot be seen the
  /// probabilities.
  case probabilities
}

/// A model as the black-box methods see it: a function from a batch of inputs to scores.
///
/// A network that ends in a softmax gives the logits that enter it, so that every objective is
/// within reach; see ``OutputSchema``.
public protocol Model: Sendable {
  /// The shape of one input and the names of its features. A batch is a matrix of `inputShape.count`
  /// columns.
  var input: InputSchema { get }
  /// How many scores one input has, and what they mean.
  var output: OutputSchema { get }
  /// The scores of a batch, `n × inputShape.count` to `n × outputCount`.
  ///
  /// The scores of one row must not depend on the other rows.
  func scores(of inputs: Matrix) throws -> Matrix
}

/// A model whose scores can be differentiated with respect to its input.
public protocol DifferentiableModel: Model {
  /// The vector-Jacobian product, row by row: `result[r] = Σ_k cotangents[r, k] · ∂scores_k/∂x`
  /// at `x = inputs[r]`.
  ///
  /// - Parameters:
  ///   - inputs: where to differentiate, `n × inputShape.count`.
  ///   - cotangents: which combination of scores, `n × outputCount`.
  /// - Returns: the gradients, `n × inputShape.count`.
  func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) throws -> Matrix

  /// The scores at `inputs`, and the vector-Jacobian product for the cotangents made of them: for
  /// models whose backward pass needs the forward one in any case. Without an implementation it is
  /// ``Model/scores(of:)``, then ``vectorJacobianProduct(at:cotangents:)``.
  ///
  /// - Parameters:
  ///   - inputs: `n × inputShape.count`.
  ///   - cotangents: makes of the scores, `n × outputCount`, the combination to differentiate,
  ///     `n × outputCount`.
  /// - Returns: the scores, `n × outputCount`, and the gradients, `n × inputShape.count`.
  /// - Throws: what the model throws, or `cotangents`.
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

  /// The scores, after checks that both sides keep the contract: the batch has the model's width,
  /// the scores have a row for each input and a column for each output, and all of them are finite.
  ///
  /// - Throws: ``ModelError``.
  public func checkedScores(of inputs: Matrix) throws -> Matrix {
    try check(inputs)
    let scores = try scores(of: inputs)
    try check(scores: scores, of: inputs)
    return scores
  }

  fileprivate func check(_ inputs: Matrix) throws {
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
  /// The vector-Jacobian product, after checks that the model keeps the contract: a finite gradient
  /// for each row.
  ///
  /// - Throws: ``ModelError``.
  public func checkedVectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) throws -> Matrix {
    try check(inputs)
    let gradients = try vectorJacobianProduct(at: inputs, cotangents: cotangents)
    try check(gradients: gradients, at: inputs)
    return gradients
  }

  /// Scores and gradients, after the checks of ``Model/checkedScores(of:)``, made before
  /// `cotangents` sees the scores, and of ``checkedVectorJacobianProduct(at:cotangents:)``.
  ///
  /// - Throws: ``ModelError``, or what the model or `cotangents` throws.
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

/// What can be wrong between a model and its caller.
public enum ModelError: Error, Equatable {
  /// A batch of another width than the model's input.
  case inputWidth(found: Int, expected: Int)
  /// A model that answered with another number of rows or columns than it was asked for.
  case scoreShape(rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  /// A model that answered with NaN or infinity.
  case nonFiniteScore(row: Int, output: Int)
  /// A model that answered with gradients of another shape than its inputs.
  case gradientShape(rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  /// A model whose gradient is NaN or infinity.
  case nonFiniteGradient(row: Int, input: Int)
  /// An objective that names a class the model does not have.
  case noSuchClass(Int, outputCount: Int)
  /// A class compared with itself.
  case classAgainstItself(Int)
  /// An objective that names an output the model does not have, where outputs are no classes.
  case noSuchOutput(Int, outputCount: Int)
  /// An output compared with itself.
  case outputAgainstItself(Int)
  /// A logit asked of a model that shows only probabilities.
  case logitsUnknown
  /// A scale of classes asked of a model that gives plain numbers.
  case noClasses(Objective.Scale)
  /// An answer that a model's end cannot give: a regression from a softmax.
  case taskOfLink(OutputSchema.Task, OutputSchema.Link)
  /// Another number of names than of outputs.
  case outputNames(found: Int, expected: Int)
  /// Another number of names than of features.
  case featureNames(found: Int, expected: Int)
  /// Examples that are of another kind than what the model answers, or of another number of outputs.
  case targets(found: OutputSchema.Task, expected: OutputSchema.Task)
  /// A number that stands for no category of its column, of which there are so many.
  case noCategory(row: Int, feature: String, count: Int)
  /// A model without outputs.
  case outputCount(Int)
  /// Something said of a feature that the model does not have.
  case noSuchFeature(Int, count: Int)
  /// A NaN or an infinity that is to stand for a missing value.
  case nonFiniteImputed(feature: Int)
}

/// A model given as a closure: anything that maps a batch to scores.
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

  /// A model of any input and output.
  ///
  /// - Parameter body: maps `n × input.shape.count` to `n × output.count`; it may be called from
  ///   several threads at once.
  public init(
    input: InputSchema, output: OutputSchema,
    scores body: @escaping @Sendable (Matrix) throws -> Matrix
  ) {
    self.input = input
    self.output = output
    self.body = body
  }

  /// A classifier without names.
  ///
  /// - Parameter body: maps `n × inputShape.count` to `n × outputCount`; it may be called from
  ///   several threads at once.
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
