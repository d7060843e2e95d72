/// A verdict on a metric's values over a batch, by the same rules for every method.
///
/// For most metrics it is the result of a sign test of the method against its random control over
/// the batch, at the 5% level. With fewer than six pairs that differ, no count can be significant.
///
/// In parameter randomisation, the control is the best a method can reach. The attribution depends
/// on the parameters if it is not significantly more similar to its original than the control is
/// (sign test at 5%). Otherwise it survives, if its median similarity is at or above the midpoint
/// between the control's median and 1, or else survives in part.
public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// The method is better than its control on significantly more inputs than it is worse.
  case betterThanRandom = "better than random"
  /// There is no significant difference between the method and its control.
  case noBetterThanRandom = "no better than random"
  /// The method is worse than its control on significantly more inputs than it is better.
  case worseThanRandom = "worse than random"
  /// The method differs from its control on fewer than six inputs.
  case tooFewToTell = "too few to tell"
  /// Attributions of networks with random weights are not significantly more similar to the
  /// original than a permutation is.
  case dependsOnParameters = "depends on the weights"
  /// Attributions of networks with random weights are more similar to the original than a
  /// permutation is.
  case partlySurvives = "survives random weights in part"
  /// The median similarity of attributions of networks with random weights is at or above the
  /// midpoint between the control's median and 1.
  case survivesRandomization = "survives random weights"

  /// Whether the verdict counts against the method.
  public var isBad: Bool {
    switch self {
    case .noBetterThanRandom, .worseThanRandom, .survivesRandomization: true
    case .betterThanRandom, .tooFewToTell, .dependsOnParameters, .partlySurvives: false
    }
  }

  /// The significance level of the sign test.
  public static let level = 0.05

  /// The rule of most metrics.
  init(_ test: SignTest) {
    // With six pairs, the most uneven count has a probability of 2/2⁶ ≈ 3%; with five it is 6%.
    if test.better + test.worse < 6 {
      self = .tooFewToTell
    } else if test.pValue >= Self.level {
      self = .noBetterThanRandom
    } else {
      self = test.better > test.worse ? .betterThanRandom : .worseThanRandom
    }
  }

  /// The rule of parameter randomisation.
  init(randomization test: SignTest, median: Double, controlMedian: Double) {
    switch Verdict(test) {
    case .tooFewToTell: self = .tooFewToTell
    case .worseThanRandom:
      self = median - controlMedian < 1 - median ? .partlySurvives : .survivesRandomization
    default: self = .dependsOnParameters
    }
  }
}
