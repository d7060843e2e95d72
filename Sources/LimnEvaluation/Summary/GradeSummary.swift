import LimnAttribution
import LimnCore

/// The grade of sampled Shapley values over a batch.
public struct GradeSummary: Sendable, Hashable, Codable {
  /// The estimator that was graded.
  public let estimator: String
  /// One for each graded row, the first rows of the batch.
  public let grades: [ShapleyGrade.Grade]
  /// Of `Σ(φ̂ − φ)² / Σφ²`; `nil` where no row has a value.
  public let error: Spread?
  /// The same for a random permutation of the true values.
  public let controlError: Spread?
  /// The number of error bars.
  public let intervals: Int
  /// The share of the 95% intervals that hold the true value; `nil` without error bars.
  public let coverage: Double?
  /// Of the coverage, with the rows as the independent units; `nil` for fewer than two rows with
  /// error bars.
  public let coverageError: Double?
  /// `nil` without a standard error of the coverage.
  public let verdict: Verdict?

  /// What the coverage comes to.
  public enum Verdict: String, Sendable, Hashable, Codable {
    /// The coverage is not below 95% by more than 1.96 of its standard errors.
    case asStated = "the intervals hold as stated"
    /// Fewer true values lie inside than should.
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
