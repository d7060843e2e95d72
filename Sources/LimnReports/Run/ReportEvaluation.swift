import LimnAttribution

/// The settings of the tests of a report's methods.
public struct ReportEvaluation: Sendable {
  /// The maximum number of rows; one is drawn from each of as many equal sections of the run.
  public var rows: Int
  /// The replacement for absent features in the tests.
  public var baseline: Baseline
  /// A separate baseline for each input, which takes precedence over ``baseline``.
  public var ownBaseline: OwnBaseline?
  /// The seed of the sample and of all random draws of the tests.
  public var seed: UInt64

  /// A baseline that depends on the input, such as its blur or its mean colour.
  public struct OwnBaseline: Sendable {
    /// The name in a run's plan; two baselines with the same name count as equal.
    public let name: String
    /// The baseline of an input.
    public let of: @Sendable (_ input: [Float]) throws -> Baseline

    /// A baseline for each input.
    ///
    /// - Parameters:
    ///   - name: a name that distinguishes it from other baselines.
    ///   - of: returns the baseline of an input; its errors end the evaluation.
    public init(name: String, of: @escaping @Sendable (_ input: [Float]) throws -> Baseline) {
      self.name = name
      self.of = of
    }
  }

  /// The default number of rows: enough for a sign test, at the cost of about a second for a small
  /// network.
  public static let standardRows = 24

  /// The largest number of input values for which the tests are cheap: some evaluate a variant of
  /// the input for each of its values.
  public static let mostFeatures = 1024

  /// The settings of an evaluation; by default, 24 rows and a baseline of zeros.
  ///
  /// - Parameters:
  ///   - rows: the maximum number of rows, at least 1.
  ///   - baseline: the replacement for absent features.
  ///   - ownBaseline: a separate baseline for each input, which takes precedence.
  ///   - seed: the seed of the sample and of the tests.
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
