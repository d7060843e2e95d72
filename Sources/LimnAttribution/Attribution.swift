import LimnCore

/// The result of a method for one input: a value for each feature, and how far the values can be
/// trusted.
///
/// Values are never rescaled to make their sum match; ``completenessGap`` is the difference.
public struct Attribution: Sendable, Equatable {
  /// The method's name.
  public let method: String
  /// What was explained.
  public let objective: Objective
  /// The shape of ``values``.
  public let shape: InputShape
  /// What ``values`` measure.
  public let quantity: Quantity
  /// The attribution of each feature, in the unit determined by ``quantity`` and ``objective``.
  public let values: [Double]
  /// The standard error of each value, in the values' unit; `nil` if the method does not sample.
  public let standardErrors: [Double]?
  /// An upper bound on the absolute error of each value, in the values' unit; `nil` if there is
  /// none, as for sampled values.
  public let errorBounds: [Double]?
  /// The objective at the input, `f(x)`.
  public let scoreAtInput: Double
  /// The objective at the reference, `f(x′)`: at the baseline, or averaged over the background
  /// rows.
  public let scoreAtBaseline: Double
  /// What the input is compared with.
  public let reference: Reference
  /// The number of rows the model was evaluated on, forward or backward. Evaluations shared by a
  /// batch, for example of the background, are counted for each of its inputs, as if it were
  /// explained alone.
  public let evaluations: Int
  /// What the method did, in display order: the rule "exact", 50 steps.
  public let options: [Option]
  /// The goodness of fit, for methods that fit a surrogate.
  public let fit: SurrogateFit?
  /// Notes to show with the values, for example that the estimate is not adequate, and why.
  public let notes: [Note]
  /// The interactions of pairs of players, for methods that compute them.
  public let interactions: Interactions?

  /// Creates the result of a method.
  ///
  /// - Parameters:
  ///   - method: the method's name.
  ///   - objective: what was explained.
  ///   - shape: the shape of the values.
  ///   - quantity: what the values measure.
  ///   - values: one for each feature, in the order of `shape`.
  ///   - standardErrors: one for each value, 0 or above; `nil` if the method does not sample.
  ///   - errorBounds: one for each value, 0 or above; `nil` if there are none.
  ///   - scoreAtInput: the objective at the input.
  ///   - scoreAtBaseline: the objective at the reference.
  ///   - reference: what the input is compared with.
  ///   - evaluations: the number of rows the model was evaluated on.
  ///   - options: what the method did, in display order.
  ///   - fit: the goodness of fit of a surrogate.
  ///   - notes: notes to show with the values.
  ///   - interactions: the interactions of pairs of players.
  /// - Precondition: `values`, `standardErrors` and `errorBounds` have as many elements as the
  ///   shape has features.
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

  /// A copy with one more note.
  func adding(_ note: Note) -> Attribution {
    Attribution(
      method: method, objective: objective, shape: shape, quantity: quantity, values: values,
      standardErrors: standardErrors, errorBounds: errorBounds, scoreAtInput: scoreAtInput,
      scoreAtBaseline: scoreAtBaseline, reference: reference, evaluations: evaluations,
      options: options, fit: fit, notes: notes + [note], interactions: interactions)
  }

  /// The sum of the values.
  public var sum: Double { values.sum() }

  /// The score difference, `f(x) − f(x′)`.
  public var scoreDifference: Double { scoreAtInput - scoreAtBaseline }

  /// The completeness gap, `sum − scoreDifference`. For methods that do not guarantee completeness
  /// (saliency, gradient × input, LIME) it can be large.
  public var completenessGap: Double { sum - scoreDifference }
}
