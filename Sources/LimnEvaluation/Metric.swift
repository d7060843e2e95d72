/// The metrics of an evaluation.
public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
  /// The difference between the sum of the values and the score difference, relative to the latter.
  case completenessGap = "completeness-gap"
  /// The area under the score curve as the most relevant features are removed first.
  case deletion
  /// The area under the score curve as the most relevant features are inserted first.
  case insertion
  /// The squared error of summed values as a forecast of score changes.
  case infidelity
  /// The correlation of summed values with score changes.
  case faithfulnessCorrelation = "faithfulness-correlation"
  /// The share of inserted features that move the score in the direction of their sign.
  case monotonicity
  /// The largest relative change of the values under small changes of the input.
  case maxSensitivity = "max-sensitivity"
  /// The rank correlation with the values of a network with random weights.
  case parameterRandomization = "parameter-randomisation"
  /// The relative rise of the values' histogram entropy when the weights are random.
  case complexityRise = "complexity-rise"
  /// The entropy of the shares of the magnitudes, in nats.
  case complexity
  /// The Gini index of the magnitudes, from 0 to 1.
  case sparseness
  // The metrics below are computed only on request.
  /// The share of the score difference left after the most relevant pixels are filled in from their
  /// neighbours.
  case road
  /// The correlation of summed values with score changes, over subsets of several sizes.
  case sensitivityN = "sensitivity-n"
  /// The rank correlation with the values for another output.
  case randomLogit = "random-logit"
  /// The largest ratio of the relative change of the values to that of the input.
  case relativeInputStability = "relative-input-stability"
  /// The largest ratio of the relative change of the values to the change of the scores.
  case relativeOutputStability = "relative-output-stability"
  /// Whether the largest value lies in the mask. Like the next two, it needs ``Evaluation/masks``.
  case pointingGame = "pointing-game"
  /// The share of the sum of positive values that lies in the mask.
  case relevanceMass = "relevance-mass"
  /// The share of the k pixels with the largest values that lie in the mask of k pixels.
  case relevanceRank = "relevance-rank"

  /// The metrics of every evaluation.
  public static let usual: [Metric] = [
    .completenessGap, .deletion, .insertion, .infidelity, .faithfulnessCorrelation, .monotonicity,
    .maxSensitivity, .parameterRandomization, .complexityRise, .complexity, .sparseness,
  ]

  /// The metrics ``Evaluation/further`` may contain.
  public static let further: [Metric] = [
    .road, .sensitivityN, .randomLogit, .relativeInputStability, .relativeOutputStability,
  ]

  /// Whether lower or higher values are better.
  public enum Direction: String, Sendable, Hashable, Codable {
    /// Lower values are better.
    case lower
    /// Higher values are better.
    case higher
  }

  /// Whether lower or higher values of this metric are better.
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

  /// The distribution of the random control: permuted values if the metric depends on their
  /// position, normal values if a permutation would change nothing.
  public var control: RandomControl.Law {
    switch self {
    case .completenessGap, .complexity, .sparseness, .complexityRise: .normal
    default: .permuted
    }
  }

  /// A one-line explanation of what the metric measures.
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
