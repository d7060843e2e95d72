import LimnAttribution

/// That a report's methods are put to the test, on which rows and against what.
public struct ReportEvaluation: Sendable {
  /// How many rows at most; of each of as many equal stretches of the run one is drawn.
  public var rows: Int
  /// What an absent feature shows in the tests.
  public var baseline: Baseline
  /// Of the sample, and of all that the tests draw.
  public var seed: UInt64

  /// Enough rows for a sign test to tell, and a second or so of work for a small network.
  public static let standardRows = 24

  /// The most values of an input for which the tests are cheap: some take a variant of the input for
  /// each of its values.
  public static let mostFeatures = 1024

  public init(rows: Int = Self.standardRows, baseline: Baseline = .zeros, seed: UInt64 = 0) {
    self.rows = rows
    self.baseline = baseline
    self.seed = seed
  }

  /// - Throws: what encoding the baseline throws.
  func plan() throws -> RunPlan.Evaluation {
    let node = SettingsNode()
    try node.put(baseline)
    return RunPlan.Evaluation(rows: rows, seed: seed, baseline: node.text)
  }
}
