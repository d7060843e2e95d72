import LimnAttribution
import LimnCore

/// The grade of sampled Shapley values over a batch.
public struct GradeSummary: Sendable, Hashable, Codable {
  /// The name of the graded estimator.
  public let estimator: String
  /// The grade of each graded row; these are the first rows of the batch.
  public let grades: [ShapleyGrade.Grade]
  /// The normalised squared error `Σ(φ̂ − φ)² / Σφ²` over the rows; `nil` if no row has a value.
  public let error: Spread?
  /// The same error for a random permutation of the true values.
  public let controlError: Spread?
  /// The number of error bars in all rows.
  public let intervals: Int
  /// The share of the 95% intervals that contain the true value; `nil` without error bars.
  public let coverage: Double?
  /// The standard error of the coverage, with rows as independent units; `nil` for fewer than two
  /// rows with error bars.
  public let coverageError: Double?
  /// The verdict on the error bars; `nil` without a standard error of the coverage.
  public let verdict: Verdict?

  /// The verdicts on the coverage.
  public enum Verdict: String, Sendable, Hashable, Codable {
    /// The coverage is not below 95% by more than 1.96 of its standard errors.
    case asStated = "the intervals hold as stated"
    /// The coverage is below 95% by more than 1.96 of its standard errors.
    case tooNarrow = "the intervals are too narrow"
  }

  init(estimator: ShapleyEstimator, grades: [ShapleyGrade.Grade]) {
    self.estimator = estimator.rawValue
    self.grades = grades
    error = Spread(grades.map(\.normalizedSquaredError))
    controlError = Spread(grades.map(\.controlError))
    intervals = grades.reduce(0) { $0 + $1.intervals }
    let held = grades.reduce(0) { $0 + $1.held }
    coverage = intervals > 0 ? Double(held) / Double(intervals) : nil
    let shares = grades.filter { $0.intervals > 0 }.map { Double($0.held) / Double($0.intervals) }
    coverageError = shares.count > 1 ? Spread(shares)?.standardError : nil
    if let coverage, let coverageError {
      verdict = coverage + 1.96 * coverageError < 0.95 ? .tooNarrow : .asStated
    } else {
      verdict = nil
    }
  }
}
