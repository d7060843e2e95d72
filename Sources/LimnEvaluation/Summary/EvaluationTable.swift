/// What an evaluation finds: each metric of each method beside its random control, the methods'
/// agreement, and the grade of the Shapley estimate. The same inputs, options and seed give the same
/// table, to the bit.
public struct EvaluationTable: Sendable, Hashable, Codable {
  /// The number of explained inputs.
  public let count: Int
  /// What is explained, in words, one for each input.
  public let objectives: [String]
  /// Fixes what is drawn at random.
  public let seed: UInt64
  /// What was found of each method, in the order given.
  public let methods: [MethodEvaluation]
  /// One for each pair of methods.
  public let agreements: [AgreementSummary]
  /// `nil` where SHAP is not among the methods, or the inputs have too many blocks to count out.
  public let shapleyGrade: GradeSummary?
}

/// All metrics of one method.
public struct MethodEvaluation: Sendable, Hashable, Codable {
  /// The method's name.
  public let method: String
  /// How many background rows features that are removed show, where the method explains against
  /// several; `nil` for a single baseline.
  public let referenceRows: Int?
  /// In the order of ``Metric``; those that could not be computed say why in their values.
  public let metrics: [MetricSummary]
  /// `nil` where no input has a curve.
  public let deletion: CurvePair?
  /// The insertion curves; `nil` where they were not asked for.
  public let insertion: CurvePair?
  /// Likeness after each stage of the parameter randomisation; empty for a model whose weights cannot
  /// be seen.
  public let randomization: [RandomizationSummary]

  /// What a metric found; `nil` where it was not computed.
  public subscript(metric: Metric) -> MetricSummary? {
    metrics.first { $0.metric == metric }
  }

  /// A method's curves and those of its control.
  public struct CurvePair: Sendable, Hashable, Codable {
    /// The method's curve.
    public let method: CurveBand
    /// The random control's curve.
    public let control: CurveBand
  }

  /// One stage of the parameter randomisation.
  public struct RandomizationSummary: Sendable, Hashable, Codable {
    /// The indices of the layers that are random.
    public let layers: [Int]
    /// Rank correlation with the original attribution; `nil` where no row has one.
    public let spread: Spread?
    /// The same of the random control, where there is one.
    public let controlSpread: Spread?

    init(_ stage: ParameterRandomization.Stage) {
      layers = stage.layers
      spread = Spread(stage.method)
      controlSpread = Spread(stage.control)
    }
  }
}
