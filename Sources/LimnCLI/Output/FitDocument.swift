import Limn

/// The errors of one of a regression's numbers, as JSON; undefined values are null.
struct FitDocument: Encodable {
  let name: String
  let examples: Int
  let rSquared: Double?
  /// In the square of the number's unit.
  let meanSquaredError: Double
  /// In the number's unit.
  let rootMeanSquaredError: Double
  let meanAbsoluteError: Double
  /// Positive if predictions are too high on average.
  let meanError: Double

  init(_ fit: RegressionFit, name: String) {
    self.name = name
    examples = fit.count
    rSquared = fit.rSquared
    meanSquaredError = fit.meanSquaredError
    rootMeanSquaredError = fit.rootMeanSquaredError
    meanAbsoluteError = fit.meanAbsoluteError
    meanError = fit.meanError
  }

  private enum CodingKeys: CodingKey {
    case name, examples, rSquared, meanSquaredError, rootMeanSquaredError, meanAbsoluteError
    case meanError
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(examples, forKey: .examples)
    try container.encode(rSquared, forKey: .rSquared)
    try container.encode(meanSquaredError, forKey: .meanSquaredError)
    try container.encode(rootMeanSquaredError, forKey: .rootMeanSquaredError)
    try container.encode(meanAbsoluteError, forKey: .meanAbsoluteError)
    try container.encode(meanError, forKey: .meanError)
  }
}
