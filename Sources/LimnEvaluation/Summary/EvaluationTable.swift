/// The results of an evaluation: each metric of each method with its random control, the methods'
/// agreement, and the grade of the Shapley estimate. The same inputs, options and seed give bitwise
/// the same table.
public struct EvaluationTable: Sendable, Hashable, Codable {
  /// The number of explained inputs.
  public let count: Int
  /// A description of the objective of each input.
  public let objectives: [String]
  /// The seed of the random draws.
  public let seed: UInt64
  /// The results of each method, in the order given.
  public let methods: [MethodEvaluation]
  /// The agreement of each pair of methods.
  public let agreements: [AgreementSummary]
  /// The grade of the Shapley estimate; `nil` if SHAP is not among the methods, the inputs are not
  /// images, they have too many segments to enumerate, or no grade was requested.
  public let shapleyGrade: GradeSummary?
}

/// All metrics of one method.
public struct MethodEvaluation: Sendable, Hashable, Codable {
  /// The method's name.
  public let method: String
  /// The number of background rows that replace removed features; `nil` if there is only one, or a
  /// baseline.
  public let referenceRows: Int?
  /// The metrics in the order of ``Metric``; the values of those that could not be computed give
  /// the reason.
  public let metrics: [MetricSummary]
  /// The deletion curves; `nil` if no input has a curve.
  public let deletion: CurvePair?
  /// The insertion curves; `nil` if no input has a curve.
  public let insertion: CurvePair?
  /// The similarity after each stage of the parameter randomisation; empty if the model's weights
  /// are not accessible or the method cannot be bound to another network.
  public let randomization: [RandomizationSummary]

  /// The summary of a metric; `nil` if it was not computed.
  public subscript(metric: Metric) -> MetricSummary? {
    metrics.first { $0.metric == metric }
  }

  /// A method's curves and those of its control.
  public struct CurvePair: Sendable, Hashable, Codable {
    /// The method's curves.
    public let method: CurveBand
    /// The random control's curves.
    public let control: CurveBand
  }

  /// One stage of the parameter randomisation.
  public struct RandomizationSummary: Sendable, Hashable, Codable {
    /// The indices of the randomised layers.
    public let layers: [Int]
    /// The rank correlation with the original attribution; `nil` if no row has one.
    public let spread: Spread?
    /// The rank correlation for the random control; `nil` if no row has one.
    public let controlSpread: Spread?

    init(_ stage: ParameterRandomization.Stage) {
      layers = stage.layers
      spread = Spread(stage.method)
      controlSpread = Spread(stage.control)
    }
  }
}
