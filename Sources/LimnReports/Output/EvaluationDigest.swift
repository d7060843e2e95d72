import LimnEvaluation

/// A summary of an evaluation, without the values of single rows, which are in its file.
public struct EvaluationDigest: Sendable, Codable, Hashable {
  /// The path of the file with every value.
  public let file: String
  /// The tested rows, by their indices in the source.
  public let rows: [Int]
  /// The rows of the sample that could not be explained.
  public let badRows: [Int]
  /// The results of each method.
  public let methods: [Method]
  /// The agreement of each pair of methods.
  public let agreements: [Agreement]
  /// The grade of sampled Shapley values; `nil` if there is none.
  public let shapleyGrade: Grade?

  /// All metrics of one method.
  public struct Method: Sendable, Codable, Hashable {
    /// The method's name.
    public let name: String
    /// The result of each metric.
    public let metrics: [Finding]
    /// The similarity to the original attribution as layers are randomised.
    public let randomization: [MethodEvaluation.RandomizationSummary]
  }

  /// The result of one metric for one method and its random control.
  public struct Finding: Sendable, Codable, Hashable {
    /// The metric.
    public let metric: Metric
    /// The spread over the rows; `nil` if no row has a value.
    public let spread: Spread?
    /// The same for the random control, if there is one.
    public let controlSpread: Spread?
    /// The number of rows without a value, by reason.
    public let undefined: [MetricSummary.UndefinedCount]
    /// The numbers of inputs on which the method is better and worse than the control.
    public let signTest: SignTest
    /// The verdict; `nil` if the metric has none.
    public let verdict: Verdict?
  }

  /// The agreement of two methods.
  public struct Agreement: Sendable, Codable, Hashable {
    /// The name of one method.
    public let first: String
    /// The name of the other.
    public let second: String
    /// The number of top features compared.
    public let k: Int
    /// The result of each measure of agreement.
    public let measures: [AgreementSummary.MeasureSummary]
  }

  /// The grade of sampled Shapley values.
  public struct Grade: Sendable, Codable, Hashable {
    /// The estimator that was graded.
    public let estimator: String
    /// The number of rows that were graded.
    public let rows: Int
    /// The normalised squared error; `nil` if it is undefined.
    public let error: Spread?
    /// The same for the random control.
    public let controlError: Spread?
    /// The number of intervals checked.
    public let intervals: Int
    /// The share of them that contain the true value, from 0 to 1.
    public let coverage: Double?
    /// The standard error of that share.
    public let coverageError: Double?
    /// The verdict on the intervals' stated coverage.
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
