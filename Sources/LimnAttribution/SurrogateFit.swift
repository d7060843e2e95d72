/// How well a local surrogate fits the model around one input.
public struct SurrogateFit: Sendable, Equatable {
  /// The weighted coefficient of determination R², at most 1; `nil` if the scores do not vary, or
  /// if there are fewer than two effective samples, which any surrogate fits.
  public let rSquared: Double?
  /// The surrogate's value if every feature of the regression is 0, for example if all segments are
  /// absent; in the objective's unit.
  public let intercept: Double
  /// The surrogate's prediction at the input, in the objective's unit.
  public let localPrediction: Double
  /// Kish's effective sample size, `(Σw)²/Σw²`.
  public let effectiveSampleSize: Double

  /// Creates a fit; see the properties.
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
  /// - Throws: `DecodingError` for numbers that are not finite, an R² above 1, or a negative sample
  ///   size.
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
