import LimnCore

/// What a method says of one input: a value for each feature, and how far the values can be trusted.
///
/// It never repairs a gap: ``completenessGap`` says by how much the values miss their sum.
public struct Attribution: Sendable, Equatable {
  /// The method's name.
  public let method: String
  /// What was explained.
  public let objective: Objective
  /// The shape of ``values``.
  public let shape: InputShape
  /// What ``values`` measure.
  public let quantity: Quantity
  /// The attribution of each feature, in the unit that ``quantity`` and ``objective`` make.
  public let values: [Double]
  /// The standard error of each value, where the method samples; `nil` where it does not.
  public let standardErrors: [Double]?
  /// How far each value may be from the truth at most, in the values' unit, where a closed form says
  /// so; `nil` where nothing is known, or sampled.
  public let errorBounds: [Double]?
  /// The objective at the input, `f(x)`.
  public let scoreAtInput: Double
  /// The objective at the reference, `f(x′)`: at the baseline, or on average over background rows.
  public let scoreAtBaseline: Double
  /// What the values are against.
  public let reference: Reference
  /// Rows of input the model was evaluated on, forward or backward. What a batch shares, the
  /// background's scores say, is counted for each of its inputs, as if it were explained alone.
  public let evaluations: Int
  /// What the method did, in the order to show it: the rule "exact", 50 steps.
  public let options: [Option]
  /// Goodness of fit, for methods that fit a surrogate.
  public let fit: SurrogateFit?
  /// What a reader should see beside the values: where the estimate is not adequate and why.
  public let notes: [Note]
  /// How pairs of players act together, for methods that say so.
  public let interactions: Interactions?

  /// The result of a method.
  ///
  /// - Parameters:
  ///   - values: one for each feature, in the order of `shape`.
  ///   - standardErrors, errorBounds: as many as values, or `nil`.
  /// - Precondition: values, errors and bounds are as many as the shape has features.
  public init(
    method: String, objective: Objective, shape: InputShape,
    quantity: Quantity = .contribution, values: [Double],
    standardErrors: [Double]? = nil, errorBounds: [Double]? = nil, scoreAtInput: Double,
    scoreAtBaseline: Double, reference: Reference = .baseline, evaluations: Int,
    options: [Option] = [], fit: SurrogateFit? = nil, notes: [Note] = [],
    interactions: Interactions? = nil
  ) {
    precondition(values.count == shape.count, "\(values.count) values for a shape of \(shape)")
    precondition(standardErrors.map { $0.count == values.count } ?? true, "an error per value")
    precondition(errorBounds.map { $0.count == values.count } ?? true, "a bound per value")
    self.method = method
    self.objective = objective
    self.shape = shape
    self.quantity = quantity
    self.values = values
    self.standardErrors = standardErrors
    self.errorBounds = errorBounds
    self.scoreAtInput = scoreAtInput
    self.scoreAtBaseline = scoreAtBaseline
    self.reference = reference
    self.evaluations = evaluations
    self.options = options
    self.fit = fit
    self.notes = notes
    self.interactions = interactions
  }

  /// The same with one more note.
  func adding(_ note: Note) -> Attribution {
    Attribution(
      method: method, objective: objective, shape: shape, quantity: quantity, values: values,
      standardErrors: standardErrors, errorBounds: errorBounds, scoreAtInput: scoreAtInput,
      scoreAtBaseline: scoreAtBaseline, reference: reference, evaluations: evaluations,
      options: options, fit: fit, notes: notes + [note], interactions: interactions)
  }

  /// The sum of the values.
  public var sum: Double { values.sum() }

  /// `f(x) − f(x′)`.
  public var scoreDifference: Double { scoreAtInput - scoreAtBaseline }

  /// By how much the values miss the score difference: `sum − scoreDifference`. Methods that do not
  /// promise completeness (saliency, gradient × input, LIME) have one too, and it can be large.
  public var completenessGap: Double { sum - scoreDifference }
}
