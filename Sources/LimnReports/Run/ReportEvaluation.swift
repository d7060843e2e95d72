import LimnAttribution

/// That a report's methods are tested, on which rows and against what.
public struct ReportEvaluation: Sendable {
  /// How many rows at most; of each of as many equal stretches of the run one is drawn.
  public var rows: Int
  /// What an absent feature shows in the tests.
  public var baseline: Baseline
  /// What it shows in each input, where that is the input's own, in place of ``baseline``.
  public var ownBaseline: OwnBaseline?
  /// Of the sample, and of all that the tests draw.
  public var seed: UInt64

  /// A baseline that each input has of its own: its blur, its mean colour.
  public struct OwnBaseline: Sendable {
    /// What it is called in a run's plan; two of one name are one.
    public let name: String
    /// The baseline of an input.
    public let of: @Sendable (_ input: [Float]) throws -> Baseline

    /// A baseline for each input, with the name that tells it from others.
    public init(name: String, of: @escaping @Sendable (_ input: [Float]) throws -> Baseline) {
      self.name = name
      self.of = of
    }
  }

  /// Enough rows for a sign test to tell, and a second or so of work for a small network.
  public static let standardRows = 24

  /// The most values of an input for which the tests are cheap: some take a variant of the input for
  /// each of its values.
  public static let mostFeatures = 1024

  /// An evaluation; the defaults take 24 rows and a baseline of zeros.
  public init(
    rows: Int = Self.standardRows, baseline: Baseline = .zeros, ownBaseline: OwnBaseline? = nil,
    seed: UInt64 = 0
  ) {
    self.rows = rows
    self.baseline = baseline
    self.ownBaseline = ownBaseline
    self.seed = seed
  }

  /// - Throws: what encoding the baseline throws.
  func plan() throws -> RunPlan.Evaluation {
    if let ownBaseline {
      return RunPlan.Evaluation(rows: rows, seed: seed, baseline: ownBaseline.name)
    }
    let node = SettingsNode()
    try node.put(baseline)
    return RunPlan.Evaluation(rows: rows, seed: seed, baseline: node.text)
  }
}
