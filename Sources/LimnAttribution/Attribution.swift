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
  /// What the method did, by name, in the order to show it: "rule" "exact", "steps" "50".
  public let options: [Option]
  /// Goodness of fit, for methods that fit a surrogate.
  public let fit: SurrogateFit?
  /// Sentences a reader should see: where the estimate is not adequate and why.
  public let notes: [String]

  /// One named setting or finding, as text.
  public struct Option: Sendable, Equatable {
    public let name: String
    /// In full.
    public let value: String
    /// The value where it is a number that a picture may round.
    public let number: Double?

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
      number = nil
    }

    public init(_ name: String, _ number: Double) {
      self.name = name
      value = String(number)
      self.number = number
    }
  }

  public init(
    method: String, objective: Objective, shape: InputShape,
    quantity: Quantity = .contribution, values: [Double],
    standardErrors: [Double]? = nil, errorBounds: [Double]? = nil, scoreAtInput: Double,
    scoreAtBaseline: Double, reference: Reference = .baseline, evaluations: Int,
    options: [Option] = [], fit: SurrogateFit? = nil, notes: [String] = []
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
  }

  /// The same with one more sentence for the reader.
  func adding(note: String) -> Attribution {
    Attribution(
      method: method, objective: objective, shape: shape, quantity: quantity, values: values,
      standardErrors: standardErrors, errorBounds: errorBounds, scoreAtInput: scoreAtInput,
      scoreAtBaseline: scoreAtBaseline, reference: reference, evaluations: evaluations,
      options: options, fit: fit, notes: notes + [note])
  }

  /// The sum of the values.
  public var sum: Double { values.sum() }

  /// `f(x) − f(x′)`.
  public var scoreDifference: Double { scoreAtInput - scoreAtBaseline }

  /// By how much the values miss the score difference: `sum − scoreDifference`. Methods that do not
  /// promise completeness (saliency, gradient × input, LIME) have one too, and it can be large.
  public var completenessGap: Double { sum - scoreDifference }
}

/// What an attribution's values are against.
public enum Reference: Sendable, Hashable, Codable {
  /// One input.
  case baseline
  /// Rows of a background, over which the score is averaged.
  case background(rows: Int)

  /// - Parameter background: what absent features show, one row or more.
  init(_ background: Matrix) {
    self = background.rows == 1 ? .baseline : .background(rows: background.rows)
  }
}

/// How well a local surrogate fits the model around one input.
public struct SurrogateFit: Sendable, Equatable {
  /// The weighted coefficient of determination, at most 1; `nil` where there is nothing to explain: the
  /// scores do not vary, or fewer than two effective samples fit themselves.
  public let rSquared: Double?
  public let intercept: Double
  /// What the surrogate predicts at the input.
  public let localPrediction: Double
  /// Kish's effective sample size, `(Σw)²/Σw²`.
  public let effectiveSampleSize: Double

  public init(
    rSquared: Double?, intercept: Double, localPrediction: Double, effectiveSampleSize: Double
  ) {
    self.rSquared = rSquared
    self.intercept = intercept
    self.localPrediction = localPrediction
    self.effectiveSampleSize = effectiveSampleSize
  }
}
