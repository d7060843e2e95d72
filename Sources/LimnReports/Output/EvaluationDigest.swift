import LimnEvaluation

/// What an evaluation comes to, without the values of single rows, which stand in its file.
public struct EvaluationDigest: Sendable, Codable, Hashable {
  /// The file that holds every value.
  public let file: String
  /// The rows that were put to the test, by their places in the source.
  public let rows: [Int]
  /// The rows of the sample that could not be explained.
  public let badRows: [Int]
  public let methods: [Method]
  /// One for each pair of methods.
  public let agreements: [Agreement]
  public let shapleyGrade: Grade?

  /// All metrics of one method.
  public struct Method: Sendable, Codable, Hashable {
    public let name: String
    public let metrics: [Finding]
    /// Likeness as layers become random.
    public let randomization: [MethodEvaluation.RandomizationSummary]
  }

  /// One metric of one method beside its random control.
  public struct Finding: Sendable, Codable, Hashable {
    public let metric: Metric
    /// `nil` where no row has a value.
    public let spread: Spread?
    public let controlSpread: Spread?
    public let undefined: [MetricSummary.UndefinedCount]
    public let signTest: SignTest
    public let verdict: Verdict?
  }

  /// How far two methods agree.
  public struct Agreement: Sendable, Codable, Hashable {
    public let first: String
    public let second: String
    /// The number of top features compared.
    public let k: Int
    public let measures: [AgreementSummary.MeasureSummary]
  }

  /// The grade of sampled Shapley values.
  public struct Grade: Sendable, Codable, Hashable {
    public let estimator: String
    /// The number of rows that were graded.
    public let rows: Int
    public let error: Spread?
    public let controlError: Spread?
    public let intervals: Int
    public let coverage: Double?
    public let coverageError: Double?
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
