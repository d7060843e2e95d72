/// The metrics of an evaluation by name.
public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
  /// By how much values miss the score difference, relative to it.
  case completenessGap = "completeness-gap"
  /// The area under the curve as relevant features are removed.
  case deletion
  /// The area under the curve as relevant features are put in.
  case insertion
  /// How badly sums of values predict score changes.
  case infidelity
  /// How score changes correlate with sums of values.
  case faithfulnessCorrelation = "faithfulness-correlation"
  /// How often an inserted feature moves the score as its sign says.
  case monotonicity
  /// How far values move with a slight change of the input.
  case maxSensitivity = "max-sensitivity"
  /// How like the values are to those of random weights.
  case parameterRandomization = "parameter-randomisation"
  /// How much more complex the values become with random weights.
  case complexityRise = "complexity-rise"
  /// The entropy of the shares of the magnitudes, in nats.
  case complexity
  /// The Gini index of the magnitudes, from 0 to 1.
  case sparseness
  // Those below are made where they are asked for.
  /// Deletion with filled-in pixels.
  case road
  /// How score changes correlate with sums of values, over subsets of several sizes.
  case sensitivityN = "sensitivity-n"
  /// How like the values are to those for another output.
  case randomLogit = "random-logit"
  /// The largest relative change of values over that of inputs.
  case relativeInputStability = "relative-input-stability"
  /// The largest relative change of values over that of scores.
  case relativeOutputStability = "relative-output-stability"
  /// These three need a mask of where the relevance belongs.
  case pointingGame = "pointing-game"
  /// The share of the positive values inside the mask.
  case relevanceMass = "relevance-mass"
  /// The share of the mask's features among as many of the largest values.
  case relevanceRank = "relevance-rank"

  /// What every evaluation has.
  public static let usual: [Metric] = [
    .completenessGap, .deletion, .insertion, .infidelity, .faithfulnessCorrelation, .monotonicity,
    .maxSensitivity, .parameterRandomization, .complexityRise, .complexity, .sparseness,
  ]

  /// What ``Evaluation/further`` may name.
  public static let further: [Metric] = [
    .road, .sensitivityN, .randomLogit, .relativeInputStability, .relativeOutputStability,
  ]

  /// Which values are the better ones.
  public enum Direction: String, Sendable, Hashable, Codable {
    /// Lower values are better.
    case lower
    /// Higher values are better.
    case higher
  }

  /// Which values are better.
  public var direction: Direction {
    switch self {
    case .completenessGap, .deletion, .infidelity, .maxSensitivity, .parameterRandomization,
      .complexity, .road, .randomLogit, .relativeInputStability, .relativeOutputStability:
      .lower
    case .insertion, .faithfulnessCorrelation, .monotonicity, .complexityRise, .sparseness,
      .sensitivityN, .pointingGame, .relevanceMass, .relevanceRank:
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
    case .road:
      "share of the score difference left as the most relevant pixels are filled in from their neighbours"
    case .sensitivityN:
      "correlation of summed values with the score change, over subsets of few to most features"
    case .randomLogit:
      "rank correlation with the values for another output"
    case .relativeInputStability:
      "the largest relative change of the values over that of the input, among its neighbours"
    case .relativeOutputStability:
      "the largest relative change of the values over that of the scores, among the input's neighbours"
    case .pointingGame:
      "whether the largest value lies in the mask"
    case .relevanceMass:
      "share of all relevance that lies in the mask"
    case .relevanceRank:
      "share of the mask's k pixels among the k of the largest values"
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
