/// A metric's value for one explanation: a number, or the reason why there is none.
public enum MetricValue: Sendable, Hashable {
  /// A finite number.
  case value(Double)
  /// No number, for the given reason.
  case undefined(UndefinedReason)

  /// The number, or `nil` if there is none.
  public var number: Double? {
    if case .value(let number) = self { number } else { nil }
  }

  /// The reason why there is no number, or `nil` if there is one.
  public var reason: UndefinedReason? {
    if case .undefined(let reason) = self { reason } else { nil }
  }

  /// The number, or the reason if it is `nil`.
  init(_ number: Double?, else reason: UndefinedReason) {
    self = number.map(MetricValue.value) ?? .undefined(reason)
  }
}

/// Why a metric has no value for an explanation.
public enum UndefinedReason: String, Sendable, Hashable, Codable, CaseIterable {
  /// The input equals the baseline, so nothing can be removed.
  case inputIsBaseline = "the input equals the baseline"
  /// f(x) equals f(x′) up to rounding, so there is no difference to take shares of.
  case noScoreDifference = "the score at the input equals that at the baseline"
  /// No perturbation changed the score.
  case scoreNeverMoves = "no perturbation moved the score"
  /// All values are equal, so they have no order and no correlation.
  case constantAttribution = "all values of the attribution are equal"
  /// All values are zero, so they have no shares.
  case zeroAttribution = "all values of the attribution are zero"
  /// The metric needs signed values, and these are magnitudes or variances.
  case unsignedQuantity = "the values have no sign"
  /// The values are not contributions to a score.
  case notContributions = "the values are not parts of the score"
  /// The model is not a network with weights, or the method cannot be bound to another network.
  case noNetwork = "there are no weights to draw anew"
  /// No value is above 0, so nothing speaks for the score.
  case noPositiveValue = "no value speaks for what is explained"
  /// The mask contains no pixel, or every pixel.
  case maskOfAllOrNothing = "the mask holds all or nothing"
  /// The input is not an image.
  case noPicture = "the input is no picture"
  /// The model has only one output, so there is none to compare with.
  case oneOutput = "the model has one output"
  /// Every neighbour has another predicted class, or does not differ from the input in what is
  /// compared.
  case noNeighbour = "no neighbour is predicted alike and differs"

  /// A one-line description of the reason. The raw value, which files contain, is older and stays
  /// as it is.
  public var meaning: String {
    switch self {
    case .inputIsBaseline, .noScoreDifference, .scoreNeverMoves, .constantAttribution,
      .zeroAttribution, .unsignedQuantity, .oneOutput:
      rawValue
    case .notContributions: "the values are not contributions to the score"
    case .noNetwork: "there are no weights to randomise"
    case .noPositiveValue: "no value is positive"
    case .maskOfAllOrNothing: "the mask covers all pixels or none"
    case .noPicture: "the input is not an image"
    case .noNeighbour: "no neighbour with the same predicted class differs from the input"
    }
  }
}

extension MetricValue: Codable {
  /// Decodes a number, or a reason from a string.
  ///
  /// - Throws: `DecodingError` for anything else.
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
