/// The metrics of an evaluation by name.
public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
  case completenessGap = "completeness-gap"
  case deletion
  case insertion
  case infidelity
  case faithfulnessCorrelation = "faithfulness-correlation"
  case monotonicity
  case maxSensitivity = "max-sensitivity"
  case parameterRandomization = "parameter-randomisation"
  case complexityRise = "complexity-rise"
  case complexity
  case sparseness

  /// Which values are the better ones.
  public enum Direction: String, Sendable, Hashable, Codable {
    case lower
    case higher
  }

  public var direction: Direction {
    switch self {
    case .completenessGap, .deletion, .infidelity, .maxSensitivity, .parameterRandomization,
      .complexity:
      .lower
    case .insertion, .faithfulnessCorrelation, .monotonicity, .complexityRise, .sparseness:
      .higher
    }
  }

  /// The random attribution a value is read against: permuted values wherever their place matters,
  /// normal values where a permutation would change nothing.
  public var control: RandomControl.Law {
    switch self {
    case .completenessGap, .complexity, .sparseness, .complexityRise: .normal
    default: .permuted
    }
  }

  /// What a value says, in a line.
  public var meaning: String {
    switch self {
    case .completenessGap:
      "by how much the values miss the score difference, as a share of it"
    case .deletion:
      "area under the score as the most relevant features are taken away first; 1 whole, 0 baseline"
    case .insertion:
      "area under the score as the most relevant features are put in first; 1 whole, 0 baseline"
    case .infidelity:
      "squared error of the values as a forecast of score changes; 0 perfect, 1 no better than zeros"
    case .faithfulnessCorrelation:
      "correlation of summed values with the score change when those features are taken away"
    case .monotonicity:
      "share of features whose insertion moves the score the way their sign says"
    case .maxSensitivity:
      "the largest relative change of the values under small changes of the input"
    case .parameterRandomization:
      "rank correlation with the values from a network of random weights"
    case .complexityRise:
      "relative rise of the values' histogram entropy when the weights are random"
    case .complexity:
      "entropy of the shares of the magnitudes, in nats"
    case .sparseness:
      "Gini index of the magnitudes; 0 all equal, near 1 a single feature"
    }
  }
}

extension Metric {
  /// The name in a picture or a table: "max sensitivity".
  public var title: String {
    String(rawValue.map { $0 == "-" ? " " : $0 })
  }
}

extension Metric.Direction {
  /// "↓" where lower is better.
  public var arrow: String {
    switch self {
    case .lower: "↓"
    case .higher: "↑"
    }
  }
}
