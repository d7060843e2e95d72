/// How well a local surrogate fits the model around one input.
public struct SurrogateFit: Sendable, Equatable {
  /// The weighted coefficient of determination, at most 1; `nil` where there is nothing to explain: the
  /// scores do not vary, or fewer than two effective samples fit themselves.
  public let rSquared: Double?
  /// The surrogate's value where every segment is absent.
  public let intercept: Double
  /// What the surrogate predicts at the input.
  public let localPrediction: Double
  /// Kish's effective sample size, `(Σw)²/Σw²`.
  public let effectiveSampleSize: Double

  /// What a surrogate's regression says of itself; see the properties.
  public init(
    rSquared: Double?, intercept: Double, localPrediction: Double, effectiveSampleSize: Double
  ) {
    self.rSquared = rSquared
    self.intercept = intercept
    self.localPrediction = localPrediction
    self.effectiveSampleSize = effectiveSampleSize
  }
}

extension SurrogateFit: Codable {
  /// Decodes a fit and checks its numbers.
  ///
  /// - Throws: `DecodingError` for numbers that no fit has.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rSquared = try container.decodeFiniteIfPresent(forKey: .rSquared, in: -Double.infinity...1)
    intercept = try container.decodeFinite(forKey: .intercept)
    localPrediction = try container.decodeFinite(forKey: .localPrediction)
    effectiveSampleSize = try container.decodeFinite(
      forKey: .effectiveSampleSize, in: 0...Double.infinity)
  }

  private enum CodingKeys: String, CodingKey {
    case rSquared, intercept, localPrediction, effectiveSampleSize
  }
}
