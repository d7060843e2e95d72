/// What a metric's values over a batch come to, by rules that are the same for every method.
///
/// Most metrics: the sign test of the method against its random control over the batch, at 5%. With
/// fewer than six pairs that differ no count is uneven enough.
///
/// Parameter randomisation, where random is the best a method can come to: the attribution depends on
/// the parameters where it is not more like its original than the control is (sign test at 5%);
/// otherwise it survives in part, and survives where the median likeness lies in the upper half of the
/// way from the control's median to 1.
public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// Significantly more inputs are better than the control's.
  case betterThanRandom = "better than random"
  /// No significant difference, or too small a one.
  case noBetterThanRandom = "no better than random"
  /// Significantly more inputs are worse than the control's.
  case worseThanRandom = "worse than random"
  /// Fewer than six inputs differ from the control.
  case tooFewToTell = "too few to tell"
  /// Values for random weights are no more like the original than a permutation is.
  case dependsOnParameters = "depends on the weights"
  /// Values for random weights are more like the original than a permutation is.
  case partlySurvives = "survives random weights in part"
  /// The likeness of values for random weights lies in the upper half of the way from the control's
  /// to 1.
  case survivesRandomization = "survives random weights"

  /// Whether the verdict is one to worry about.
  public var isBad: Bool {
    switch self {
    case .noBetterThanRandom, .worseThanRandom, .survivesRandomization: true
    case .betterThanRandom, .tooFewToTell, .dependsOnParameters, .partlySurvives: false
    }
  }

  /// The level of the sign test.
  public static let level = 0.05

  /// The rule of most metrics.
  init(_ test: SignTest) {
    // Six pairs that differ are the fewest of which all on one side have a probability below 5%.
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
