import LimnEvaluation

/// What an evaluation comes to, without the values of single rows, which stand in its file.
public struct EvaluationDigest: Sendable, Codable, Hashable {
  /// The file that holds every value.
  public let file: String
  /// The rows that were tested, by their places in the source.
  public let rows: [Int]
  /// The rows of the sample that could not be explained.
  public let badRows: [Int]
  /// What was found of each method.
  public let methods: [Method]
  /// One for each pair of methods.
  public let agreements: [Agreement]
  /// The grade of sampled Shapley values; `nil` where there is none.
  public let shapleyGrade: Grade?

  /// All metrics of one method.
  public struct Method: Sendable, Codable, Hashable {
    /// The method's name.
    public let name: String
    /// What each metric found.
    public let metrics: [Finding]
    /// Likeness as layers become random.
    public let randomization: [MethodEvaluation.RandomizationSummary]
  }

  /// One metric of one method beside its random control.
  public struct Finding: Sendable, Codable, Hashable {
    /// The metric.
    public let metric: Metric
    /// `nil` where no row has a value.
    public let spread: Spread?
    /// The same of the random control, where there is one.
    public let controlSpread: Spread?
    /// How often it had no value, by reason.
    public let undefined: [MetricSummary.UndefinedCount]
    /// On how many inputs the method is better and worse than the control.
    public let signTest: SignTest
    /// The verdict; `nil` where the metric has none.
    public let verdict: Verdict?
  }

  /// How far two methods agree.
  public struct Agreement: Sendable, Codable, Hashable {
    /// The name of one method.
    public let first: String
    /// The name of the other.
    public let second: String
    /// The number of top features compared.
    public let k: Int
    /// What each measure of agreement found.
    public let measures: [AgreementSummary.MeasureSummary]
  }

  /// The grade of sampled Shapley values.
  public struct Grade: Sendable, Codable, Hashable {
    /// The estimator that was graded.
    public let estimator: String
    /// The number of rows that were graded.
    public let rows: Int
    /// The normalised squared error; `nil` where it has no value.
    public let error: Spread?
    /// The same of the random control.
    public let controlError: Spread?
    /// How many intervals were checked.
    public let intervals: Int
    /// The share of them that hold the true value, from 0 to 1.
    public let coverage: Double?
    /// The standard error of that share.
    public let coverageError: Double?
    /// Whether the intervals hold as stated.
    public let verdict: GradeSummary.Verdict?
  }

  init(_ evaluation: SampleEvaluation, file: String) {
    self.file = file
    rows = evaluation.rows
    badRows = evaluation.badRows
    methods = evaluation.table?.methods.map(Method.init) ?? []
    agreements = evaluation.table?.agreements.map(Agreement.init) ?? []
    shapleyGrade = evaluation.table?.shapleyGrade.map(Grade.init)
  }
}

extension EvaluationDigest.Method {
  init(_ evaluation: MethodEvaluation) {
    name = evaluation.method
    metrics = evaluation.metrics.map { summary in
      EvaluationDigest.Finding(
        metric: summary.metric, spread: summary.spread, controlSpread: summary.controlSpread,
        undefined: summary.undefined, signTest: summary.signTest, verdict: summary.verdict)
    }
    randomization = evaluation.randomization
  }
}

extension EvaluationDigest.Agreement {
  init(_ summary: AgreementSummary) {
    first = summary.first
    second = summary.second
    k = summary.k
    measures = summary.measures
  }
}

extension EvaluationDigest.Grade {
  init(_ summary: GradeSummary) {
    estimator = summary.estimator
    rows = summary.grades.count
    error = summary.error
    controlError = summary.controlError
    intervals = summary.intervals
    coverage = summary.coverage
    coverageError = summary.coverageError
    verdict = summary.verdict
  }
}
