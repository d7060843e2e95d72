/// What a metric says of one explanation: a number, or why there is none.
public enum MetricValue: Sendable, Hashable {
  /// A finite number.
  case value(Double)
  /// No number, and why.
  case undefined(UndefinedReason)

  /// The number, where there is one.
  public var number: Double? {
    if case .value(let number) = self { number } else { nil }
  }

  /// The reason, where there is no number.
  public var reason: UndefinedReason? {
    if case .undefined(let reason) = self { reason } else { nil }
  }

  /// The number, or the reason where it is missing.
  init(_ number: Double?, else reason: UndefinedReason) {
    self = number.map(MetricValue.value) ?? .undefined(reason)
  }
}

/// Why a metric has no value for an explanation.
public enum UndefinedReason: String, Sendable, Hashable, Codable, CaseIterable {
  /// The input equals the baseline: nothing can be removed.
  case inputIsBaseline = "the input equals the baseline"
  /// f(x) equals f(x′) to rounding: there is no difference to take shares of.
  case noScoreDifference = "the score at the input equals that at the baseline"
  /// The score is the same for everything that was tried.
  case scoreNeverMoves = "no perturbation moved the score"
  /// All values are equal: they have no order and no correlation.
  case constantAttribution = "all values of the attribution are equal"
  /// All values are zero: they have no shares.
  case zeroAttribution = "all values of the attribution are zero"
  /// The values are magnitudes or variances, where signs are needed.
  case unsignedQuantity = "the values have no sign"
  /// The values are not parts of a score.
  case notContributions = "the values are not parts of the score"
  /// The model is not a network with weights, or the method is bound to it for good.
  case noNetwork = "there are no weights to draw anew"
  /// No value is above 0: nothing is said to speak for the score.
  case noPositiveValue = "no value speaks for what is explained"
  /// A mask that holds no feature, or every one.
  case maskOfAllOrNothing = "the mask holds all or nothing"
  /// An input without height and width.
  case noPicture = "the input is no picture"
  /// A model with nothing to compare an output with.
  case oneOutput = "the model has one output"
  /// All neighbours are predicted otherwise, or have the same scores.
  case noNeighbour = "no neighbour is predicted alike and differs"
}

extension MetricValue: Codable {
  /// A number, or the reason as a string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      self = .value(try container.decode(Double.self))
    } catch DecodingError.typeMismatch {
      self = .undefined(try container.decode(UndefinedReason.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .value(let number): try container.encode(number)
    case .undefined(let reason): try container.encode(reason)
    }
  }
}
